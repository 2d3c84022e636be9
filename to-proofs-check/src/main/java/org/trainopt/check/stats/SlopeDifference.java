package org.trainopt.check.stats;

import org.trainopt.check.run.Metric;

/**
 * The slope of {@link LogSlope} minus the reference's, seed by seed paired.
 *
 * @param metric what is averaged
 * @param window where both are fitted
 */
public record SlopeDifference(Metric metric, Window window) implements Statistic {
  @Override
  public String text() {
    return "slope of log E " + metric.symbol() + " minus that of SGD";
  }

  @Override
  public long first() {
    return window.first();
  }

  @Override
  public long last() {
    return window.last();
  }

  @Override
  public double of(Draw subject, Draw reference) {
    return LogSlope.line(subject, window).slope() - LogSlope.line(reference, window).slope();
  }
}
