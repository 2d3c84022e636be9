package org.trainopt.check.problem;

import java.util.random.RandomGenerator;

/**
 * A problem whose stochastic gradients are off by a constant in every coordinate: no method can
 * find its stationary points.
 *
 * @param base the problem
 * @param bias what is added to every coordinate of a stochastic gradient
 */
public record Biased(Problem base, double bias) implements Problem {
  @Override
  public String name() {
    return base.name();
  }

  @Override
  public String description() {
    return base.description() + ", gradients biased by " + bias;
  }

  @Override
  public int dimension() {
    return base.dimension();
  }

  @Override
  public void start(RandomGenerator random, float[] w) {
    base.start(random, w);
  }

  @Override
  public Oracle oracle(RandomGenerator random) {
    Oracle oracle = base.oracle(random);
    float offset = (float) bias;
    return (w, g) -> {
      oracle.gradient(w, g);
      for (int i = 0; i < g.length; i++) {
        g[i] += offset;
      }
    };
  }

  @Override
  public void fullGradient(float[] w, double[] gradient) {
    base.fullGradient(w, gradient);
  }

  @Override
  public Tuning tuning() {
    return base.tuning();
  }
}
