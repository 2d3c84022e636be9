package org.trainopt.experiments.bench;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Weights and gradients in off-heap memory, each tensor at a multiple of 64 bytes: all contenders
 * work on the same ones. They move the weights next to nothing, so that no turn depends on those
 * before it.
 */
final class Tensors {
  /** So small that the weights stay where they are, however long they are stepped. */
  static final double LEARNING_RATE = 1e-9;

  private static final int ALIGNMENT = 64;

  final List<FloatBuffer> weights = new ArrayList<>();
  final List<FloatBuffer> gradients = new ArrayList<>();

  Tensors(int count, int size) {
    SplittableRandom random = new SplittableRandom(1);
    for (int k = 0; k < count; k++) {
      weights.add(uniform(size, 0.01, random));
      gradients.add(uniform(size, 0.5, random));
    }
  }

  /** Weights in all. */
  long length() {
    return weights.stream().mapToLong(FloatBuffer::capacity).sum();
  }

  /** Looks at a thousand weights of each tensor: a run on NaN would time something else. */
  void requireFinite() {
    for (FloatBuffer tensor : weights) {
      for (int i = 0; i < tensor.capacity(); i += 1 + tensor.capacity() / 1000) {
        if (!Float.isFinite(tensor.get(i))) {
          throw new IllegalStateException("weight " + i + " became " + tensor.get(i));
        }
      }
    }
  }

  /** Uniform values in [−bound, bound). */
  static FloatBuffer uniform(int size, double bound, SplittableRandom random) {
    FloatBuffer buffer = zeros(size);
    for (int i = 0; i < size; i++) {
      buffer.put(i, (float) ((2 * random.nextDouble() - 1) * bound));
    }
    return buffer;
  }

  static FloatBuffer zeros(int size) {
    int bytes = (4 * size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    return ByteBuffer.allocateDirect(bytes + ALIGNMENT)
        .alignedSlice(ALIGNMENT)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer()
        .slice(0, size);
  }

  /** A copy on the heap. */
  static float[] copy(FloatBuffer buffer) {
    float[] array = new float[buffer.capacity()];
    buffer.get(0, array);
    return array;
  }
}
