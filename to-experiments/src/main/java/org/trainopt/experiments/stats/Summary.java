package org.trainopt.experiments.stats;

import java.util.Arrays;

/**
 * Mean, standard deviation and median of some runs' values.
 *
 * @param count how many values there are
 * @param infinite how many of them are +∞
 * @param mean their mean: +∞ as soon as one value is
 * @param sd their standard deviation (divisor n − 1); NaN where it does not exist, for one value or
 *     with an infinite one
 * @param median their median; of an even number of values, the mean of the middle two
 */
public record Summary(int count, int infinite, double mean, double sd, double median) {
  /**
   * Summarises values.
   *
   * @param values at least one; finite or +∞
   */
  public static Summary of(double[] values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("no values to summarise");
    }
    int infinite = (int) Arrays.stream(values).filter(v -> v == Double.POSITIVE_INFINITY).count();
    double mean = Arrays.stream(values).sum() / values.length;
    return new Summary(values.length, infinite, mean, sd(values, mean), median(values));
  }

  /** The median; of an even number of values, the mean of the middle two. */
  public static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  /** The standard deviation about a known mean, divisor n − 1; NaN where it does not exist. */
  private static double sd(double[] values, double mean) {
    if (values.length < 2 || Double.isInfinite(mean)) {
      return Double.NaN;
    }
    double sum = 0;
    for (double value : values) {
      sum += (value - mean) * (value - mean);
    }
    return Math.sqrt(sum / (values.length - 1));
  }
}
