package org.trainopt.javakernel;

import java.util.LinkedHashMap;
import java.util.Map;
import org.trainopt.api.Estimator;
import org.trainopt.api.FullStorage;

/**
 * Full-TO: {@code p = A w + b}, {@code r = p − g}, {@code A ← A − α r wᵀ}, {@code b ← b − β r},
 * {@code Ĝ = g + (1 − κ) r} with {@code κ = α ‖w‖² + β}; normalised {@code α = ρ/(1 + ‖w‖²)}.
 *
 * <p>{@code A = A₀ + Σ f_s w_sᵀ} over the corrections kept, {@code f_s = −α r_s}; without any, A is
 * changed row by row.
 */
final class FullStep extends EstimatorStep {
  /** The dimension of the unit's vector: all its slots end to end. */
  private final int d;

  /** A₀, row by row. */
  private final float[] matrix;

  private final float[] b;
  private final FullStorage.Capacity capacity;

  /** The corrections f_s and w_s, a row each. */
  private final float[] factors;

  private final float[] points;

  /** How many corrections there are, and 1 if A₀ was flushed to before. */
  private final float[] corrections;

  private final float[] w;
  private final float[] g;
  private final float[] p;
  private final float[] direction;
  private final Reduction reduction = new Reduction();
  private float stepA;
  private float keep;

  FullStep(SlotState[] slots, Estimator.Full full) {
    super(slots, full.training());
    int length = 0;
    for (SlotState slot : slots) {
      length = Math.addExact(length, slot.length);
    }
    d = length;
    capacity = full.storage().capacity(d);
    matrix = new float[Math.multiplyExact(d, d)];
    b = new float[d];
    factors = new float[Math.multiplyExact(capacity.history(), d)];
    points = new float[factors.length];
    corrections = new float[factors.length == 0 ? 0 : 2];
    w = new float[d];
    g = new float[d];
    p = new float[d];
    direction = new float[d];
  }

  Map<String, StateVector> arrays() {
    Map<String, StateVector> arrays = new LinkedHashMap<>();
    arrays.put("A", StateVector.of(matrix));
    arrays.put("b", StateVector.of(b));
    arrays.put("F", StateVector.of(factors));
    arrays.put("W", StateVector.of(points));
    arrays.put("corrections", StateVector.of(corrections));
    return arrays;
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
    if (corrections.length == 0) {
      for (int i = 0; i < d; i++) {
        float factor = trainRow(i, product(i));
        addToRow(i, factor, w, 0);
      }
      return;
    }
    int count = (int) corrections[0];
    boolean flushed = corrections[1] != 0;
    for (int i = 0; i < d; i++) {
      p[i] = flushed ? product(i) : 0;
    }
    for (int s = 0; s < count; s++) {
      int at = s * d;
      float c = (float) reduction.sum(points, at, w, 0, d);
      for (int i = 0; i < d; i++) {
        p[i] = Math.fma(factors[at + i], c, p[i]);
      }
    }
    System.arraycopy(w, 0, points, count * d, d);
    for (int i = 0; i < d; i++) {
      factors[count * d + i] = trainRow(i, p[i]);
    }
    corrections[0] = count + 1;
    if (count + 1 >= (flushed ? capacity.pending() : capacity.history())) {
      flush(count + 1);
    }
  }

  /** A₀'s row times w. */
  private float product(int i) {
    return (float) reduction.sum(matrix, i * d, w, 0, d);
  }

  /** Trains b and sets the direction; returns −α r. */
  private float trainRow(int i, float product) {
    float value = product + b[i];
    float r = value - g[i];
    b[i] -= (float) beta * r;
    direction[i] = coTrainFirst ? g[i] + keep * r : value;
    return -(stepA * r);
  }

  private void addToRow(int i, float factor, float[] point, int at) {
    int row = i * d;
    for (int j = 0; j < d; j++) {
      matrix[row + j] = Math.fma(factor, point[at + j], matrix[row + j]);
    }
  }

  private void flush(int count) {
    for (int i = 0; i < d; i++) {
      for (int s = 0; s < count; s++) {
        addToRow(i, factors[s * d + i], points, s * d);
      }
    }
    corrections[0] = 0;
    corrections[1] = 1;
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
