package org.trainopt.api;

/**
 * What Full-TO and Rank-One-TO take as the vector w. The two scopes are different algorithms: under
 * {@link #WHOLE_VECTOR} {@code vᵀw} and {@code A w} run over all tensors of a parameter group. The
 * element-wise estimators are the same under both.
 */
public enum Scope {
  /** One vector: the concatenation of the group's tensors, in the order given. The default. */
  WHOLE_VECTOR,
  /** Each tensor is a vector of its own. */
  PER_TENSOR
}
