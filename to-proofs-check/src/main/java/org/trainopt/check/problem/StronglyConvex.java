package org.trainopt.check.problem;

/** A μ-strongly convex loss with a known minimum. */
public sealed interface StronglyConvex extends Problem permits Quadratic, FiniteSum {
  /** w*, with ‖∇F(w*)‖ ≤ 1e-12. */
  double[] optimum();

  /** The smallest eigenvalue of the Hessian at w*, which sets the rate. */
  double strongConvexity();
}
