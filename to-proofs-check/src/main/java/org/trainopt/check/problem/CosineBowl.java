package org.trainopt.check.problem;

import java.util.random.RandomGenerator;

/**
 * {@code F(w) = Σ_i ½ μ w_i² + c (1 − cos k w_i)} with μ = ½, c = 1, k = 2 and Gaussian noise of
 * variance 1 in every coordinate of the gradient: coercive, with many minima, and not saturating
 * (far out the gradient grows, so that a frozen estimator cannot pass).
 *
 * @param name its name
 * @param dimension d
 * @param tuning the step sizes
 */
public record CosineBowl(String name, int dimension, Tuning tuning) implements NonConvex {
  private static final double MU = 0.5;
  private static final double C = 1;
  private static final double K = 2;

  @Override
  public String description() {
    return "Σ ½μw² + c(1 − cos kw), d = "
        + dimension
        + ", μ = "
        + MU
        + ", c = "
        + C
        + ", k = "
        + K
        + ", additive noise";
  }

  @Override
  public void start(RandomGenerator random, float[] w) {
    for (int i = 0; i < dimension; i++) {
      w[i] = (float) (2 * random.nextGaussian());
    }
  }

  @Override
  public Oracle oracle(RandomGenerator random) {
    return (w, g) -> {
      for (int i = 0; i < dimension; i++) {
        g[i] = (float) (derivative(w[i]) + random.nextGaussian());
      }
    };
  }

  @Override
  public void fullGradient(float[] w, double[] gradient) {
    for (int i = 0; i < dimension; i++) {
      gradient[i] = derivative(w[i]);
    }
  }

  private static double derivative(double w) {
    return MU * w + C * K * Math.sin(K * w);
  }
}
