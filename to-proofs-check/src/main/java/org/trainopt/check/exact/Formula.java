package org.trainopt.check.exact;

/** A vector that a step's formulas give, in double. */
@FunctionalInterface
public interface Formula {
  /**
   * The vector.
   *
   * @param x the estimator before the step
   * @param w the weights before the step
   * @param g the stochastic gradient
   * @param alpha A's step size
   * @param beta b's step size
   */
  double[] of(State x, double[] w, double[] g, double alpha, double beta);
}
