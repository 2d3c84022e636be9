package org.trainopt.api;

/**
 * How a step is scaled per coordinate: {@code w ← w − η Ĝ / (√s + ε)} with statistics s of the
 * gradients g (not of Ĝ), after clipping and L2. A scaling composes with any {@link Estimator}.
 */
public sealed interface Scaling {

  /** No scaling: {@code w ← w − η Ĝ}. */
  static Scaling none() {
    return new None();
  }

  /** {@code s = Σ g²}, ε = 1e-10. */
  static Scaling adagrad() {
    return new AdaGrad(1e-10);
  }

  /** {@code s ← ρ s + (1 − ρ) g²}, ρ = 0.99, ε = 1e-8. */
  static Scaling rmsprop() {
    return new RmsProp(Schedules.constant(0.99), 1e-8);
  }

  /**
   * Bias-corrected second moment, β₂ = 0.999, ε = 1e-8; with {@link Estimator#biasCorrectedEma} it
   * is Adam.
   */
  static Scaling adam() {
    return new Adam(Schedules.constant(0.999), 1e-8);
  }

  /** No scaling and no state. */
  record None() implements Scaling {}

  /**
   * {@code s ← s + g²}. State: s (d floats), s₀ = 0. Source: Duchi, Hazan and Singer, JMLR 12
   * (2011).
   *
   * @param epsilon added to √s, &gt; 0
   */
  record AdaGrad(double epsilon) implements Scaling {
    public AdaGrad {
      Require.positive("epsilon", epsilon, "adagrad");
    }
  }

  /**
   * {@code s ← ρ s + (1 − ρ) g²}. State: s (d floats), s₀ = 0. Source: Tieleman and Hinton,
   * Coursera lecture 6.5 (2012).
   *
   * @param rho the weight of the old s, in [0, 1)
   * @param epsilon added to √s, &gt; 0
   */
  record RmsProp(Schedule rho, double epsilon) implements Scaling {
    public RmsProp {
      Require.fraction("rho", rho.at(0), Require.atStep(rho, 0));
      Require.positive("epsilon", epsilon, "rmsprop");
    }
  }

  /**
   * {@code s ← β₂ s + (1 − β₂) g²}, used as {@code s / (1 − Πβ₂)}. State: s (d floats), s₀ = 0.
   * Source: Kingma and Ba, ICLR 2015.
   *
   * @param beta2 the weight of the old s, in [0, 1)
   * @param epsilon added to the corrected √s, &gt; 0
   */
  record Adam(Schedule beta2, double epsilon) implements Scaling {
    public Adam {
      Require.fraction("beta2", beta2.at(0), Require.atStep(beta2, 0));
      Require.positive("epsilon", epsilon, "adam");
    }
  }
}
