package org.trainopt.api;

/** What a step does when a gradient has a NaN or an infinity. */
public enum NonFinitePolicy {
  /**
   * Throw {@link NonFiniteGradientException}; weights, state and step count stay as they were. The
   * default.
   */
  FAIL,
  /**
   * Leave weights, state and step count as they were and count the step in {@link
   * Optimizer#skipped()}.
   */
  SKIP,
  /** Do not look: saves reading the gradients once more, and lets NaN spread. */
  KEEP
}
