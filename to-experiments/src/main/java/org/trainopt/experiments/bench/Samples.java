package org.trainopt.experiments.bench;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/**
 * A figure measured once a round. Two of one run are compared round by round, so that what slows
 * the machine for a while slows both.
 *
 * @param rounds one value a round, at least one; a known figure has one
 */
public record Samples(double... rounds) {
  public Samples {
    if (rounds.length == 0) {
      throw new IllegalArgumentException("samples need at least one value");
    }
  }

  public double median() {
    double[] sorted = sorted();
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  public double min() {
    return sorted()[0];
  }

  public double max() {
    return sorted()[rounds.length - 1];
  }

  /** Every value changed. */
  public Samples map(DoubleUnaryOperator change) {
    return new Samples(Arrays.stream(rounds).map(change).toArray());
  }

  /** The ratios to another figure, round by round. */
  public Samples over(Samples other) {
    return combine(other, (mine, its) -> mine / its);
  }

  private Samples combine(Samples other, DoubleBinaryOperator with) {
    if (other.rounds.length != rounds.length) {
      throw new IllegalArgumentException(
          "samples of " + rounds.length + " and of " + other.rounds.length + " rounds do not pair");
    }
    double[] result = new double[rounds.length];
    Arrays.setAll(result, round -> with.applyAsDouble(rounds[round], other.rounds[round]));
    return new Samples(result);
  }

  private double[] sorted() {
    double[] sorted = rounds.clone();
    Arrays.sort(sorted);
    return sorted;
  }
}
