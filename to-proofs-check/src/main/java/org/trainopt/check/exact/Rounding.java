package org.trainopt.check.exact;

/**
 * How far float32 may be from exact arithmetic.
 *
 * <p>A step's formulas have additions, subtractions and multiplications only. So a computed number
 * is the sum of its exact monomials, each times as many factors {@code (1 + δ)}, {@code |δ| ≤ u =
 * 2⁻²⁴}, as it met roundings on its way; with at most n of them the number is off by at most {@code
 * n u} (to first order) times the sum of the monomials' absolute values, which is {@link
 * Trainable#magnitude}. For d ≤ 32 a dot product costs a monomial 6 roundings (its product and the
 * tree's 5 levels). The longest monomial, {@code α² (vᵀw)(uᵀr)‖w‖² r} in Rank-One's Ĝ, meets 40: 6
 * for vᵀw, 15 for uᵀr, 6 for ‖w‖², 9 for r and 4 for the products and sums that join them; Full's
 * {@code κ r} meets 17, and the step of the weights adds 4. So a step's distance from its formulas,
 * and the distance of two different evaluations of Full's and Diagonal's formulas, are below
 * {@value #BOUND} units u, with room for the second order.
 */
public final class Rounding {
  /** The bound in units u. */
  public static final double BOUND = 64;

  /** u, the unit roundoff of float32. */
  static final double UNIT = 0x1p-24;

  /** Dimensions up to this one keep the bound. */
  static final int MAX_DIMENSION = 32;

  private Rounding() {}

  /** The largest {@code |x − y|} in units {@code u · scale}. */
  static double gap(double[] x, double[] y, double[] scale) {
    double largest = 0;
    for (int i = 0; i < x.length; i++) {
      double difference = Math.abs(x[i] - y[i]);
      if (!(difference == 0)) { // 0/0 is no difference, NaN is one
        largest = Math.max(largest, difference / (UNIT * scale[i]));
      }
    }
    return largest;
  }
}
