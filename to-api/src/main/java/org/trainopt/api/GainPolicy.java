package org.trainopt.api;

/**
 * What a step does when the gain κ is 2 or more. There the estimator's own step overshoots instead
 * of contracting ({@code |1 − κ| ≥ 1}), and if it stays so the estimator diverges. See {@link
 * StepReport#gain()} for κ of each estimator.
 */
public enum GainPolicy {
  /** Log a warning, once per optimizer. The default. */
  WARN,
  /** Throw {@link UnstableGainException} before anything changes. */
  FAIL,
  /** Do nothing. */
  IGNORE
}
