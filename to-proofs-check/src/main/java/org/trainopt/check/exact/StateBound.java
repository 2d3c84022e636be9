package org.trainopt.check.exact;

/**
 * A bound of a trainable estimator's state that is known before a run, for step sizes {@code α = q
 * β}, weights in a ball {@code ‖w‖ ≤ D} and gradients {@code ‖g‖ ≤ D_G}.
 *
 * <p><b>Theorem.</b> Let {@code N_t = ‖A_t‖²/q + ‖b_t‖²} (Frobenius' norm; for Rank-One {@code
 * (½‖u‖² + ½‖v‖²)/q + ‖b‖²}), {@code B_0 = N_0} and {@code B_{t+1} = B_t + β_t D_G²/(2 − κ̄_t)}
 * with {@code κ̄_t = β_t (1 + q D²)}, for Rank-One {@code κ̄_t = β_t (1 + q² D² B_t)}. If all
 * {@code κ̄_t ≤ 1}, then {@code N_t ≤ B_t} for all t.
 *
 * <p><b>Proof.</b> Let {@code p = A w + b} and {@code r = p − g}. For Full and Diagonal, expanding
 * the squares of one step gives
 *
 * <pre>
 *   N⁺ = N − (2α/q) rᵀA w − 2β rᵀb + (α²/q) ‖r‖²‖w‖² + β² ‖r‖²
 *      = N − β (2 rᵀp − κ ‖r‖²),   κ = α‖w‖² + β ≤ κ̄
 * </pre>
 *
 * (Diagonal: coordinate by coordinate, with {@code κ_i = α w_i² + β ≤ κ̄}). For Rank-One, {@code A
 * w = u s} with {@code s = vᵀw}; {@code ½‖u‖²} and {@code ½‖v‖²} change by {@code −α s uᵀr} each to
 * first order, together by {@code −2β s uᵀr} after division by q, and {@code (uᵀr)² ≤ ‖u‖²‖r‖²}:
 *
 * <pre>
 *   N⁺ = N − 2β rᵀp + β² ‖r‖² + ½αβ (s²‖r‖² + (uᵀr)²‖w‖²)
 *      ≤ N − β (2 rᵀp − κ ‖r‖²),   κ = β + ½α (s² + ‖u‖²‖w‖²) ≤ β + ½α D² (‖u‖² + ‖v‖²) ≤ κ̄,
 * </pre>
 *
 * the last step because {@code ½‖u‖² + ½‖v‖² ≤ q N ≤ q B}, by induction. Now for every κ below 2
 *
 * <pre>
 *   2 rᵀp − κ ‖r‖² = (2 − κ) ‖p − (1 − κ)/(2 − κ) g‖² − ‖g‖²/(2 − κ) ≥ −‖g‖²/(2 − κ),
 * </pre>
 *
 * so that {@code N⁺ ≤ N + β ‖g‖²/(2 − κ̄) ≤ N + β D_G²/(2 − κ̄)}. ∎ With κ̄ ≤ 1 the growth is at
 * most {@code D_G² Σβ}: like ln t for {@code β = c/(t + γ)}.
 *
 * <p><b>Corollary.</b> Every estimate at weights in the ball keeps {@code ‖A w + b‖ ≤ √((1 + q D²)
 * B)} by Cauchy and Schwarz; Rank-One's keeps {@code ‖u‖‖v‖D + ‖b‖ ≤ q D X + √(B − X)} with some
 * {@code 0 ≤ X ≤ B}, whose maximum is {@code q D B + 1/(4 q D)} if {@code 2 q D √B ≥ 1}, else
 * {@code √B}. The direction of a step is such an estimate: of the state before it (predict first)
 * or after it (co-train first).
 *
 * <p>A bound of κ above 1 counts as 1 here; the theorem says nothing then.
 */
final class StateBound {
  private final Trainable variant;
  private final double q;
  private final double radius;
  private final double gradientSquares;
  private double bound;

  /**
   * @param variant the estimator
   * @param q α/β, &gt; 0
   * @param radius D
   * @param gradientBound D_G
   * @param first N_0
   */
  StateBound(Trainable variant, double q, double radius, double gradientBound, double first) {
    this.variant = variant;
    this.q = q;
    this.radius = radius;
    this.gradientSquares = gradientBound * gradientBound;
    this.bound = first;
  }

  /** B_t, the bound of the squared norm. */
  double squares() {
    return bound;
  }

  /** κ̄_t, the bound of the gain. */
  double gain(double beta) {
    double perB = q * radius * radius;
    return beta * (1 + (variant == Trainable.RANK_ONE ? q * perB * bound : perB));
  }

  /** The bound of {@code ‖A w + b‖} over the ball. */
  double estimate() {
    double reach = q * radius;
    if (variant != Trainable.RANK_ONE) {
      return Math.sqrt((1 + reach * radius) * bound);
    }
    return 2 * reach * Math.sqrt(bound) >= 1 ? reach * bound + 1 / (4 * reach) : Math.sqrt(bound);
  }

  /** From t to t + 1. */
  void advance(double beta) {
    bound += beta * gradientSquares / (2 - Math.min(1, gain(beta)));
  }
}
