package org.trainopt.check.problem;

import java.util.random.RandomGenerator;

/**
 * A loss F over d weights whose stochastic gradients are unbiased unless the problem says
 * otherwise. Problems are immutable; what a run changes is in its {@link Oracle}.
 */
public sealed interface Problem permits StronglyConvex, NonConvex, Biased {
  /** A short name, as reports and {@code --problem} use it: {@code Q1}. */
  String name();

  /** What it is, in one line. */
  String description();

  /** d, the number of weights. */
  int dimension();

  /** Draws the first weights of a run. */
  void start(RandomGenerator random, float[] w);

  /** The stochastic gradients of one run. */
  Oracle oracle(RandomGenerator random);

  /**
   * The full gradient, in double.
   *
   * @param w the weights
   * @param gradient receives ∇F(w)
   */
  void fullGradient(float[] w, double[] gradient);

  /** The step sizes under which the claims are checked on this problem. */
  Tuning tuning();

  /** Stochastic gradients of one run; not thread-safe. */
  @FunctionalInterface
  interface Oracle {
    /**
     * Draws the next stochastic gradient.
     *
     * @param w the weights
     * @param g receives the gradient
     */
    void gradient(float[] w, float[] g);
  }
}
