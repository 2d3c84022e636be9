package org.trainopt.javakernel;

import org.trainopt.api.Training;

/**
 * Full-TO, direct storage of A: row by row {@code p_i = A_i w + b_i}, {@code r_i = p_i − g_i},
 * {@code A_i ← A_i − α r_i wᵀ}, {@code b_i ← b_i − β r_i}, {@code Ĝ_i = g_i + (1 − κ) r_i} with
 * {@code κ = α ‖w‖² + β}; normalised {@code α = ρ/(1 + ‖w‖²)}.
 */
final class FullStep extends EstimatorStep {
  /** The dimension of the unit's vector: all its slots end to end. */
  final int d;

  /** A, row by row. */
  final float[] matrix;

  final float[] b;
  private final float[] w;
  private final float[] g;
  private final float[] direction;
  private final Reduction reduction = new Reduction();
  private float stepA;
  private float keep;

  FullStep(SlotState[] slots, Training training) {
    super(slots, training);
    int length = 0;
    for (SlotState slot : slots) {
      length = Math.addExact(length, slot.length);
    }
    d = length;
    matrix = new float[Math.multiplyExact(d, d)];
    b = new float[d];
    w = new float[d];
    g = new float[d];
    direction = new float[d];
  }

  @Override
  void prepare(GradientSource gradients, boolean exactGain) {
    Block x = gradients.block();
    int base = 0;
    for (SlotState slot : slots) {
      for (int start = 0; start < slot.length; start += Reduction.BLOCK) {
        gradients.fetch(slot, start, Math.min(Reduction.BLOCK, slot.length - start));
        System.arraycopy(x.w, x.wAt, w, base + start, x.n);
        System.arraycopy(x.g, x.gAt, g, base + start, x.n);
      }
      base += slot.length;
    }
    float w2 = (float) reduction.sum(w, 0, w, 0, d);
    double step = normalized ? alpha / (1 + (double) w2) : alpha;
    stepA = (float) step;
    gain = step * w2 + beta;
    keep = (float) (1 - gain);
  }

  @Override
  void train() {
    if (takeBias) {
      System.arraycopy(g, 0, b, 0, d);
    }
    float stepB = (float) beta;
    for (int i = 0; i < d; i++) {
      int row = i * d;
      float p = (float) reduction.sum(matrix, row, w, 0, d) + b[i];
      float r = p - g[i];
      float factor = -(stepA * r);
      for (int j = 0; j < d; j++) {
        matrix[row + j] = Math.fma(factor, w[j], matrix[row + j]);
      }
      b[i] -= stepB * r;
      direction[i] = coTrainFirst ? g[i] + keep * r : p;
    }
  }

  @Override
  void block(SlotState slot, Block x) {
    int base = 0;
    for (SlotState other : slots) {
      if (other == slot) {
        break;
      }
      base += other.length;
    }
    System.arraycopy(direction, base + x.at, x.direction, 0, x.n);
  }
}
