package org.trainopt.javakernel;

import java.util.Arrays;

/** Dot products in the canonical order; see {@link org.trainopt.kernel.StepKernel}. */
final class Reduction {
  /** Consecutive elements a block. */
  static final int BLOCK = 1024;

  private static final int LANES = 32;

  private final float[] lanes = new float[LANES];

  /** The sum of {@code x·y} over one block of {@code n ≤ 1024} elements. */
  float block(float[] x, int xAt, float[] y, int yAt, int n) {
    float[] lane = lanes;
    Arrays.fill(lane, 0f);
    int whole = n & -LANES;
    for (int i = 0; i < whole; i += LANES) {
      for (int j = 0; j < LANES; j++) {
        lane[j] = Math.fma(x[xAt + i + j], y[yAt + i + j], lane[j]);
      }
    }
    for (int j = 0; j < n - whole; j++) {
      lane[j] = Math.fma(x[xAt + whole + j], y[yAt + whole + j], lane[j]);
    }
    for (int half = LANES / 2; half > 0; half /= 2) {
      for (int j = 0; j < half; j++) {
        lane[j] += lane[j + half];
      }
    }
    return lane[0];
  }

  /**
   * The dot product of {@code n} consecutive elements of heap arrays, before the rounding to float.
   */
  double sum(float[] x, int xAt, float[] y, int yAt, int n) {
    double total = 0;
    for (int start = 0; start < n; start += BLOCK) {
      total += block(x, xAt + start, y, yAt + start, Math.min(BLOCK, n - start));
    }
    return total;
  }
}
