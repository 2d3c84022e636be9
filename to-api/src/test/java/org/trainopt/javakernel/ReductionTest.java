package org.trainopt.javakernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The canonical order of dot products, against its definition written the slow way. */
class ReductionTest {
  private final Reduction reduction = new Reduction();

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 13, 31, 32, 33, 63, 64, 207, 1000, 1023, 1024})
  void aBlockIsThirtyTwoLanesAndATree(int n) {
    float[] x = random(1, n + 5);
    float[] y = random(2, n + 7);
    assertThat(reduction.block(x, 5, y, 7, n)).isEqualTo(block(x, 5, y, 7, n));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1024, 1025, 4098, 100_003})
  void blocksAreAddedInDouble(int n) {
    float[] x = random(3, n + 2);
    float[] y = random(4, n);
    double expected = 0;
    for (int start = 0; start < n; start += 1024) {
      expected += block(x, 2 + start, y, start, Math.min(1024, n - start));
    }
    assertThat(reduction.sum(x, 2, y, 0, n)).isEqualTo(expected);
  }

  private static float block(float[] x, int xAt, float[] y, int yAt, int n) {
    float[] lanes = new float[32];
    for (int i = 0; i < n; i++) {
      lanes[i % 32] = Math.fma(x[xAt + i], y[yAt + i], lanes[i % 32]);
    }
    return tree(lanes, 0, 1);
  }

  /** The sum of the lanes {@code from, from + stride, …}: both halves of the tree, recursively. */
  private static float tree(float[] lanes, int from, int stride) {
    return stride == 32
        ? lanes[from]
        : tree(lanes, from, 2 * stride) + tree(lanes, from + stride, 2 * stride);
  }

  private static float[] random(long seed, int length) {
    Random random = new Random(seed);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
