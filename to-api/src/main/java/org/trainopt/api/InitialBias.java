package org.trainopt.api;

/** The estimator's b before the first step. */
public enum InitialBias {
  /** b₀ = 0. */
  ZERO,
  /** b₀ = g₀, the first gradient (after clipping and L2). */
  FIRST_GRADIENT
}
