package org.trainopt.api;

/**
 * Rank-One-TO's v before the first step, a unit vector: u₀ = v₀ = 0 would be a fixed point. d is
 * the length of the vector that {@link Scope} says.
 */
public enum InitialV {
  /** Entries ±1/√d with signs drawn from the spec's seed. */
  RANDOM_SIGNS,
  /** All entries 1/√d. */
  ONES
}
