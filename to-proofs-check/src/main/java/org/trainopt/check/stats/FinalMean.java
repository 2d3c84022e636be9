package org.trainopt.check.stats;

import java.util.Arrays;
import org.trainopt.check.run.Metric;

/**
 * The mean over seeds at one time.
 *
 * @param metric what is averaged
 * @param last the time
 */
public record FinalMean(Metric metric, long last) implements Statistic {
  @Override
  public String text() {
    return "E " + metric.symbol() + " at t = " + last;
  }

  @Override
  public long first() {
    return last;
  }

  @Override
  public double of(Draw subject, Draw reference) {
    return subject.mean(Arrays.binarySearch(subject.times(), last));
  }
}
