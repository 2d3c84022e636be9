package org.trainopt.experiments.stats;

/**
 * A confidence interval. Its ends may be infinite: no bound could be given on that side.
 *
 * @param low the lower end
 * @param high the upper end, ≥ {@code low}
 */
public record Interval(double low, double high) {
  public boolean isBelow(double value) {
    return high < value;
  }

  public boolean isAbove(double value) {
    return low > value;
  }
}
