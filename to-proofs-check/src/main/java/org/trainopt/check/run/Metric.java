package org.trainopt.check.run;

/** What is recorded of a run, in double, at the times of the {@link Grid}. */
public enum Metric {
  /** ‖w_t − w*‖²; NaN on a problem without a known minimum. */
  DISTANCE("‖w − w*‖²"),
  /** ‖∇F(w_t)‖². */
  GRADIENT("‖∇F(w)‖²"),
  /** ‖Ĝ_t − ∇F(w_t)‖², with the vector Ĝ_t that the step at w_t used. */
  ESTIMATE_ERROR("‖Ĝ − ∇F(w)‖²"),
  /**
   * ‖E Ĝ − ∇F(w_t)‖² at frozen weights and estimator, over fresh stochastic gradients; corrected
   * for the finite number of draws, so that it can be slightly negative.
   */
  ESTIMATE_BIAS("‖E Ĝ − ∇F(w)‖²"),
  /** E‖Ĝ − E Ĝ‖² at frozen weights and estimator, over fresh stochastic gradients. */
  ESTIMATE_VARIANCE("E‖Ĝ − E Ĝ‖²");

  private final String symbol;

  Metric(String symbol) {
    this.symbol = symbol;
  }

  /** The formula, as reports show it. */
  public String symbol() {
    return symbol;
  }
}
