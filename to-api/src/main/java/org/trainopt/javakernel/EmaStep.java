package org.trainopt.javakernel;

import org.trainopt.api.Estimator;

/**
 * Momentum: {@code r = b − g}, {@code b ← b − β r}, {@code Ĝ = g + (1 − β) r} times the bias
 * correction.
 */
final class EmaStep extends EstimatorStep {
  EmaStep(SlotState[] slots, Estimator.Ema ema) {
    super(slots, ema.order(), false, ema.initialBias());
  }

  @Override
  void prepare(GradientSource gradients, boolean exactGain) {
    gain = beta;
  }

  @Override
  void block(SlotState slot, Block x) {
    openBias(slot, x);
    float[] b = slot.b.values;
    float[] g = x.g;
    float[] direction = x.direction;
    int at = slot.b.from;
    int gAt = x.gAt;
    float step = (float) beta;
    float keep = (float) (1 - beta);
    float factor = estimateFactor;
    if (coTrainFirst) {
      for (int i = 0; i < x.n; i++) {
        float r = b[at + i] - g[gAt + i];
        b[at + i] -= step * r;
        direction[i] = (g[gAt + i] + keep * r) * factor;
      }
    } else {
      for (int i = 0; i < x.n; i++) {
        float old = b[at + i];
        float r = old - g[gAt + i];
        b[at + i] = old - step * r;
        direction[i] = old * factor;
      }
    }
    slot.b.store(x.at, x.n);
  }
}
