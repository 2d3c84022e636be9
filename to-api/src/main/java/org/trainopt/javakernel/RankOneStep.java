package org.trainopt.javakernel;

import org.trainopt.api.Training;

/**
 * Rank-One-TO with {@code s = vᵀw}: {@code p = u s + b}, {@code r = p − g}, and, all from the old u
 * and v,
 *
 * <pre>
 *   u ← u − α_u s r      v ← v − α_v (uᵀr) w      b ← b − β r
 *   s⁺ = s − c,  c = α_v (uᵀr) ‖w‖²
 *   Ĝ = u⁺ s⁺ + b⁺ = g + (1 − κ) r − c u,  κ = α_u s s⁺ + β
 * </pre>
 *
 * {@code uᵀr = uᵀb − uᵀg + s ‖u‖²}, so that all sums but uᵀg can be had when the vectors are
 * written. Normalised {@code α_u = ρ/(1 + s²)}, {@code α_v = ρ/(1 + ‖u‖²‖w‖²)}. The gain reported
 * is {@code α_u s² + α_v ‖u‖²‖w‖² + β}, the largest eigenvalue of the step on r to first order.
 */
final class RankOneStep extends EstimatorStep {
  private final float[] firstBias = new float[Reduction.BLOCK];
  private float s;
  private float stepU;
  private float stepV;
  private float keep;
  private float shift;

  RankOneStep(SlotState[] slots, Training training) {
    super(slots, training);
  }

  @Override
  void prepare(GradientSource gradients, boolean exactGain) {
    Block x = gradients.block();
    Reduction reduction = gradients.reduction();
    double vw = 0;
    double ww = 0;
    double uu = 0;
    double ub = 0;
    double ug = 0;
    for (SlotState slot : slots) {
      for (int start = 0; start < slot.length; start += Reduction.BLOCK) {
        gradients.fetch(slot, start, Math.min(Reduction.BLOCK, slot.length - start));
        StateVector u = slot.u;
        StateVector v = slot.v;
        u.open(start, x.n);
        v.open(start, x.n);
        vw += reduction.block(v.values, v.from, x.w, x.wAt, x.n);
        ww += reduction.block(x.w, x.wAt, x.w, x.wAt, x.n);
        uu += reduction.block(u.values, u.from, u.values, u.from, x.n);
        ug += reduction.block(u.values, u.from, x.g, x.gAt, x.n);
        ub += biasProduct(slot, x, reduction);
      }
    }
    s = (float) vw;
    float w2 = (float) ww;
    float u2 = (float) uu;
    float uTr = (float) (ub - ug + (double) s * u2);

    double sd = s;
    double alphaU = normalized ? alpha / (1 + sd * sd) : alpha;
    double alphaV = normalized ? alpha / (1 + (double) u2 * w2) : alpha;
    double c = alphaV * uTr * w2;
    stepU = (float) (alphaU * sd);
    stepV = (float) (alphaV * uTr);
    keep = (float) (1 - (alphaU * sd * (sd - c) + beta));
    shift = (float) c;
    gain = alphaU * sd * sd + alphaV * ((double) u2 * w2) + beta;
  }

  /** uᵀb over a block whose u is open. */
  private float biasProduct(SlotState slot, Block x, Reduction reduction) {
    StateVector u = slot.u;
    StateVector b = slot.b;
    if (!takeBias) {
      b.open(x.at, x.n);
      return reduction.block(u.values, u.from, b.values, b.from, x.n);
    }
    for (int i = 0; i < x.n; i++) {
      firstBias[i] = b.rounded(x.g[x.gAt + i]);
    }
    return reduction.block(u.values, u.from, firstBias, 0, x.n);
  }

  @Override
  void block(SlotState slot, Block x) {
    openBias(slot, x);
    slot.u.open(x.at, x.n);
    slot.v.open(x.at, x.n);
    float[] u = slot.u.values;
    float[] v = slot.v.values;
    float[] b = slot.b.values;
    float[] w = x.w;
    float[] g = x.g;
    float[] direction = x.direction;
    int uAt = slot.u.from;
    int vAt = slot.v.from;
    int bAt = slot.b.from;
    int wAt = x.wAt;
    int gAt = x.gAt;
    float stepB = (float) beta;
    for (int i = 0; i < x.n; i++) {
      float old = u[uAt + i];
      float p = old * s + b[bAt + i];
      float r = p - g[gAt + i];
      u[uAt + i] = old - stepU * r;
      v[vAt + i] -= stepV * w[wAt + i];
      b[bAt + i] -= stepB * r;
      direction[i] = coTrainFirst ? g[gAt + i] + keep * r - shift * old : p;
    }
    slot.u.store(x.at, x.n);
    slot.v.store(x.at, x.n);
    slot.b.store(x.at, x.n);
  }
}
