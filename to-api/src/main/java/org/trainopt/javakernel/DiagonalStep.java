package org.trainopt.javakernel;

import org.trainopt.api.Training;

/**
 * Diagonal-TO: {@code p = a w + b}, {@code r = p − g}, {@code a ← a − α r w}, {@code b ← b − β r},
 * {@code Ĝ = g + (1 − κ) r} with {@code κ = α w² + β} per coordinate; normalised {@code α = ρ/(1 +
 * w²)}.
 */
final class DiagonalStep extends EstimatorStep {
  DiagonalStep(SlotState[] slots, Training training) {
    super(slots, training);
  }

  @Override
  void prepare(GradientSource gradients, boolean exactGain) {
    if (!exactGain) {
      return; // the blocks find it on the way
    }
    Block x = gradients.block();
    float max = 0;
    for (SlotState slot : slots) {
      for (int start = 0; start < slot.length; start += Reduction.BLOCK) {
        x.turnTo(slot.weights, start, Math.min(Reduction.BLOCK, slot.length - start));
        for (int i = 0; i < x.n; i++) {
          float square = x.w[x.wAt + i] * x.w[x.wAt + i];
          max = Math.max(max, alpha(square) * square + (float) beta);
        }
      }
    }
    gain = max;
  }

  private float alpha(float square) {
    return normalized ? (float) alpha / (1f + square) : (float) alpha;
  }

  @Override
  void block(SlotState slot, Block x) {
    openBias(slot, x);
    slot.a.open(x.at, x.n);
    float[] a = slot.a.values;
    float[] b = slot.b.values;
    float[] w = x.w;
    float[] g = x.g;
    float[] direction = x.direction;
    int aAt = slot.a.from;
    int bAt = slot.b.from;
    int wAt = x.wAt;
    int gAt = x.gAt;
    float stepA = (float) alpha;
    float stepB = (float) beta;
    float max = 0;
    for (int i = 0; i < x.n; i++) {
      float weight = w[wAt + i];
      float gradient = g[gAt + i];
      float square = weight * weight;
      float p = a[aAt + i] * weight + b[bAt + i];
      float r = p - gradient;
      float step = normalized ? stepA / (1f + square) : stepA;
      float kappa = step * square + stepB;
      a[aAt + i] -= step * r * weight;
      b[bAt + i] -= stepB * r;
      direction[i] = coTrainFirst ? gradient + (1f - kappa) * r : p;
      max = Math.max(max, kappa);
    }
    slot.a.store(x.at, x.n);
    slot.b.store(x.at, x.n);
    gain = Math.max(gain, max);
  }
}
