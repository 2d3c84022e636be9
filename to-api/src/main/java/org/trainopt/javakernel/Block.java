package org.trainopt.javakernel;

import org.trainopt.api.Storage;

/**
 * At most {@link Reduction#BLOCK} consecutive elements of one slot, as heap arrays with offsets:
 * heap tensors are worked on in place, direct ones are staged through scratch. One instance is
 * reused for all blocks.
 */
final class Block {
  /** Elements in this block. */
  int n;

  /** Offset of this block in the slot's state arrays. */
  int at;

  /** Weights, at {@code wAt}. */
  float[] w = new float[0];

  int wAt;

  /** Gradients as the estimator sees them (after clipping and L2), at {@code gAt}. */
  float[] g = new float[0];

  int gAt;

  /** Ĝ, from 0. */
  final float[] direction = new float[Reduction.BLOCK];

  private final float[] weightScratch = new float[Reduction.BLOCK];
  private final float[] gradientScratch = new float[Reduction.BLOCK];

  /** Turns to elements {@code [start, start + count)} of a slot and fetches the weights. */
  void turnTo(Storage weights, int start, int count) {
    n = count;
    at = start;
    if (weights instanceof Storage.Heap heap) {
      w = heap.array();
      wAt = heap.offset() + start;
    } else if (weights instanceof Storage.Direct direct) {
      direct.buffer().get(start, weightScratch, 0, count);
      w = weightScratch;
      wAt = 0;
    }
  }

  /** Fetches the gradients of the same elements, as they come. */
  void fetchGradient(Storage gradients) {
    if (gradients instanceof Storage.Heap heap) {
      g = heap.array();
      gAt = heap.offset() + at;
    } else if (gradients instanceof Storage.Direct direct) {
      direct.buffer().get(at, gradientScratch, 0, n);
      g = gradientScratch;
      gAt = 0;
    }
  }

  /** Clips the fetched gradients to [−limit, limit]; NaN stays. */
  void clip(float limit) {
    float[] to = gradientScratch;
    for (int i = 0; i < n; i++) {
      float x = g[gAt + i];
      to[i] = x > limit ? limit : x < -limit ? -limit : x;
    }
    g = to;
    gAt = 0;
  }

  /** Multiplies the fetched gradients by the global norm's clip factor. */
  void scale(float factor) {
    float[] to = gradientScratch;
    for (int i = 0; i < n; i++) {
      to[i] = g[gAt + i] * factor;
    }
    g = to;
    gAt = 0;
  }

  /** {@code g ← g + l2 w}. */
  void addL2(float l2) {
    float[] to = gradientScratch;
    for (int i = 0; i < n; i++) {
      to[i] = g[gAt + i] + l2 * w[wAt + i];
    }
    g = to;
    gAt = 0;
  }

  /** Puts staged weights back; heap weights were changed in place. */
  void storeWeights(Storage weights) {
    if (weights instanceof Storage.Direct direct) {
      direct.buffer().put(at, w, wAt, n);
    }
  }
}
