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
 * normalised {@code α_u = ρ/(1 + s²)}, {@code α_v = ρ/(1 + ‖u‖²‖w‖²)}. The gain reported is {@code
 * α_u s² + α_v ‖u‖²‖w‖² + β}, the largest eigenvalue of the step on r to first order.
 */
final class RankOneStep extends EstimatorStep {
  private final float[] residual = new float[Reduction.BLOCK];
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
    for (SlotState slot : slots) {
      for (int start = 0; start < slot.length; start += Reduction.BLOCK) {
        x.turnTo(slot.weights, start, Math.min(Reduction.BLOCK, slot.length - start));
        vw += reduction.block(slot.v, start, x.w, x.wAt, x.n);
        ww += reduction.block(x.w, x.wAt, x.w, x.wAt, x.n);
      }
    }
    s = (float) vw;
    float w2 = (float) ww;
    double ur = 0;
    double uu = 0;
    for (SlotState slot : slots) {
      for (int start = 0; start < slot.length; start += Reduction.BLOCK) {
        gradients.fetch(slot, start, Math.min(Reduction.BLOCK, slot.length - start));
        for (int i = 0; i < x.n; i++) {
          float g = x.g[x.gAt + i];
          float b = takeBias ? g : slot.b[start + i];
          residual[i] = slot.u[start + i] * s + b - g;
        }
        ur += reduction.block(slot.u, start, residual, 0, x.n);
        uu += reduction.block(slot.u, start, slot.u, start, x.n);
      }
    }
    float uTr = (float) ur;
    float u2 = (float) uu;

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

  @Override
  void block(SlotState slot, Block x) {
    initializeBias(slot, x);
    float[] u = slot.u;
    float[] v = slot.v;
    float[] b = slot.b;
    float[] w = x.w;
    float[] g = x.g;
    float[] direction = x.direction;
    int at = x.at;
    int wAt = x.wAt;
    int gAt = x.gAt;
    float stepB = (float) beta;
    for (int i = 0; i < x.n; i++) {
      float old = u[at + i];
      float p = old * s + b[at + i];
      float r = p - g[gAt + i];
      u[at + i] = old - stepU * r;
      v[at + i] -= stepV * w[wAt + i];
      b[at + i] -= stepB * r;
      direction[i] = coTrainFirst ? g[gAt + i] + keep * r - shift * old : p;
    }
  }
}
