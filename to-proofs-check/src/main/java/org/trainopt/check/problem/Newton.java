package org.trainopt.check.problem;

import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.CholeskyDecomposition;

/** Newton's method in double for a finite sum. */
final class Newton {
  /** ‖∇F(w*)‖ asked for. */
  static final double TOLERANCE = 1e-12;

  private static final int MAX_STEPS = 100;

  private Newton() {}

  /**
   * The minimum, from w = 0. With λ > 0 and these well-scaled problems full steps converge.
   *
   * @throws IllegalStateException if the tolerance is not reached
   */
  static double[] minimize(FiniteSum problem) {
    double[] w = new double[problem.dimension()];
    double[] gradient = new double[w.length];
    double norm = Double.NaN;
    for (int step = 0; step < MAX_STEPS; step++) {
      problem.gradient(w, gradient);
      ArrayRealVector g = new ArrayRealVector(gradient);
      norm = g.getNorm();
      if (norm <= TOLERANCE) {
        return w;
      }
      double[] direction =
          new CholeskyDecomposition(problem.hessian(w)).getSolver().solve(g).toArray();
      for (int i = 0; i < w.length; i++) {
        w[i] -= direction[i];
      }
    }
    throw new IllegalStateException(
        problem.name() + ": Newton's method stopped at a gradient of " + norm);
  }
}
