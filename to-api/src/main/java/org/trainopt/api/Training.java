package org.trainopt.api;

/**
 * How a trainable estimator {@code Ĝ = A w + b} is trained: one stochastic gradient step a step on
 * {@code ½‖A w + b − g‖²}, with residual {@code r = A w + b − g}.
 *
 * @param alpha step size of A, ≥ 0; where {@code normalized}, the ρ of the normalised step
 * @param beta step size of b, ≥ 0
 * @param normalized divides A's step size by what makes it blow up as the weights grow (NLMS): Full
 *     {@code ρ/(1 + ‖w‖²)}, Diagonal {@code ρ/(1 + w_i²)}, Rank-One {@code ρ/(1 + (vᵀw)²)} for u
 *     and {@code ρ/(1 + ‖u‖²‖w‖²)} for v
 * @param order trained before or after it gives the direction
 * @param initialBias b before the first step
 */
public record Training(
    Schedule alpha, Schedule beta, boolean normalized, Order order, InitialBias initialBias) {
  public Training {
    Require.nonNegative("alpha", alpha.at(0), Require.atStep(alpha, 0));
    Require.nonNegative("beta", beta.at(0), Require.atStep(beta, 0));
  }

  /** Plain steps, co-trained first, from b₀ = 0. */
  public static Training of(Schedule alpha, Schedule beta) {
    return new Training(alpha, beta, false, Order.CO_TRAIN_FIRST, InitialBias.ZERO);
  }

  public Training withNormalized(boolean on) {
    return new Training(alpha, beta, on, order, initialBias);
  }

  public Training withOrder(Order other) {
    return new Training(alpha, beta, normalized, other, initialBias);
  }

  public Training withInitialBias(InitialBias other) {
    return new Training(alpha, beta, normalized, order, other);
  }
}
