package org.trainopt.check.problem;

import java.util.random.RandomGenerator;

/**
 * A noise-free calibration in one dimension on which ‖∇F(w_t)‖² = 1/(4 ln t) under η = 1/(t + γ),
 * within 2 %: the law of the 1/log T claims itself.
 *
 * <p>With {@code x = w + X} and {@code F = −½ ln x}, gradient descent in the time s = Σ η follows
 * {@code dx/ds = 1/(2x)}, so x² = x₀² + s. From x₀² = ln γ and with s = ln((t + γ)/γ), x² = ln(t +
 * γ), and F'² = 1/(4x²). No coercive F can keep this law for ever (F'² would be integrable over s),
 * but over a window one can: below x₀ and beyond X, where the window of 2¹⁸ steps ends, F continues
 * quadratically. X is added so that w is near zero where the steps are smallest and float32 still
 * resolves them.
 *
 * @param name its name
 */
public record LogCalibration(String name) implements NonConvex {
  private static final double GAMMA = 8;
  private static final double START = Math.sqrt(Math.log(GAMMA));
  private static final double END = Math.sqrt(19 * Math.log(2));

  @Override
  public String description() {
    return "noise-free, d = 1, ‖∇F(w_t)‖² = 1/(4 ln t) by construction";
  }

  @Override
  public int dimension() {
    return 1;
  }

  @Override
  public Tuning tuning() {
    return new Tuning(1, 1, 2, GAMMA);
  }

  @Override
  public void start(RandomGenerator random, float[] w) {
    w[0] = (float) (START - END);
  }

  @Override
  public Oracle oracle(RandomGenerator random) {
    return (w, g) -> g[0] = (float) derivative(w[0] + END);
  }

  @Override
  public void fullGradient(float[] w, double[] gradient) {
    gradient[0] = derivative(w[0] + END);
  }

  private static double derivative(double x) {
    double inside = Math.min(Math.max(x, START), END);
    return -1 / (2 * inside) + (x - inside);
  }
}
