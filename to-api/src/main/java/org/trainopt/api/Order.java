package org.trainopt.api;

/**
 * Whether the estimator is trained on the step's gradient before or after it gives the direction.
 * Both are evaluated at the same weights. The paper's full text was not available to us, so neither
 * is "the paper's" order.
 */
public enum Order {
  /** Train (A, b) on g first, then step along {@code Ĝ = A⁺w + b⁺ = g + (1 − κ) r}. The default. */
  CO_TRAIN_FIRST,
  /** Step along {@code Ĝ = A w + b} as it stands, then train (A, b) on g. */
  PREDICT_FIRST
}
