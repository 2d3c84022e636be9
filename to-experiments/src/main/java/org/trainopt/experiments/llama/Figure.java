package org.trainopt.experiments.llama;

/**
 * A figure beside the one that is expected.
 *
 * @param name what it is
 * @param actual ours
 * @param expected the reference's
 */
public record Figure(String name, double actual, double expected) {
  /** What {@code ./to llama check} allows. */
  public static final double TOLERANCE = 1e-3;

  /** The relative difference; 0 of two zeros. */
  public double difference() {
    return actual == expected ? 0 : Math.abs(actual - expected) / Math.abs(expected);
  }

  /** Whether it is within the tolerance; NaN never is. */
  public boolean agrees() {
    return difference() <= TOLERANCE;
  }
}
