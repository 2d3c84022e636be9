package org.trainopt.check.stats;

import java.util.Arrays;
import org.trainopt.check.run.Metric;

/**
 * The ratio of the means over seeds at one time, subject to reference, seed by seed paired.
 *
 * @param metric what is averaged
 * @param against the reference's name
 * @param last the time
 */
public record FinalRatio(Metric metric, String against, long last) implements Statistic {
  @Override
  public String text() {
    return "E " + metric.symbol() + " over that of " + against + ", t = " + last;
  }

  @Override
  public long first() {
    return last;
  }

  @Override
  public double of(Draw subject, Draw reference) {
    int k = Arrays.binarySearch(subject.times(), last);
    return subject.mean(k) / reference.mean(k);
  }
}
