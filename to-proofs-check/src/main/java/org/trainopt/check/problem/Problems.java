package org.trainopt.check.problem;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The problems on which claims are checked. */
public final class Problems {
  /** Strongly convex: d = 5, condition 4. */
  public static final Quadratic Q1 = new Quadratic("Q1", geometric(5, 4), new Tuning(2, 2, 2, 32));

  /** Strongly convex: d = 20, condition 100. */
  public static final Quadratic Q2 =
      new Quadratic("Q2", geometric(20, 100), new Tuning(2, 1, 2, 256));

  /** Strongly convex: logistic regression. */
  public static final Logistic R1 = new Logistic("R1", 200, 10, 0.1, 64);

  /** Strongly convex: softmax regression. */
  public static final Softmax R2 = new Softmax("R2", 150, 4, 3, 0.1, 64);

  /** Non-convex: many minima. */
  public static final CosineBowl Z1 = new CosineBowl("Z1", 5, new Tuning(2, 0.25, 2, 64));

  /** Non-convex: a small network. */
  public static final TanhNetwork Z2 = new TanhNetwork("Z2", 32, 4, new Tuning(4, 0.25, 2, 64));

  /** Non-convex: a calibration that follows the claimed law. */
  public static final LogCalibration Z3 = new LogCalibration("Z3");

  private Problems() {}

  /** d eigenvalues from 1 to the condition number in equal ratios. */
  private static double[] geometric(int d, double condition) {
    return IntStream.range(0, d).mapToDouble(i -> Math.pow(condition, i / (d - 1.0))).toArray();
  }

  public static List<StronglyConvex> stronglyConvex() {
    return List.of(Q1, Q2, R1, R2);
  }

  public static List<NonConvex> nonConvex() {
    return List.of(Z1, Z2, Z3);
  }

  public static List<Problem> all() {
    return List.of(Q1, Q2, R1, R2, Z1, Z2, Z3);
  }

  /**
   * A problem by its name.
   *
   * @throws IllegalArgumentException if there is none; the message lists them
   */
  public static Problem named(String name) {
    return all().stream()
        .filter(problem -> problem.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no problem \""
                        + name
                        + "\"; there are "
                        + all().stream().map(Problem::name).collect(Collectors.joining(", "))));
  }
}
