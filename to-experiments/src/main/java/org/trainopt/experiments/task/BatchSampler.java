package org.trainopt.experiments.task;

/**
 * Rows drawn uniformly with replacement, from the seed, the number of rows and the step alone.
 *
 * <p>The generator is that of {@link java.util.SplittableRandom} (Steele, Lea and Flood, <i>Fast
 * splittable pseudorandom number generators</i>, OOPSLA 2014), written out: the rows are part of
 * what a run file means, so they must not depend on the JDK, and a step allocates nothing.
 */
public final class BatchSampler implements Batches {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private final int rows;
  private final int size;
  private final long origin;

  /**
   * @param rows the number of rows of the data
   * @param size rows a step
   * @param seed of all steps
   */
  public BatchSampler(int rows, int size, long seed) {
    this.rows = rows;
    this.size = size;
    this.origin = mix64(seed + GOLDEN_GAMMA);
  }

  @Override
  public int largest() {
    return size;
  }

  @Override
  public int next(int step, int[] to) {
    // A generator a step: the mixing of a split sets those of neighbouring steps and seeds apart.
    long start = origin + step * GOLDEN_GAMMA;
    long state = mix64(start + GOLDEN_GAMMA);
    long gamma = mixGamma(start + GOLDEN_GAMMA + GOLDEN_GAMMA);
    int mask = rows - 1;
    boolean powerOfTwo = (rows & mask) == 0;
    for (int i = 0; i < size; i++) {
      state += gamma;
      int bits = mix32(state);
      if (powerOfTwo) {
        to[i] = bits & mask;
        continue;
      }
      int draw = bits >>> 1;
      int row = draw % rows;
      while (draw + mask - row < 0) { // among the last draws, too few for every row
        state += gamma;
        draw = mix32(state) >>> 1;
        row = draw % rows;
      }
      to[i] = row;
    }
    return size;
  }

  private static long mix64(long value) {
    long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  private static int mix32(long value) {
    long z = (value ^ (value >>> 33)) * 0x62a9d9ed799705f5L;
    return (int) (((z ^ (z >>> 28)) * 0xcb24d0a5c88c35b3L) >>> 32);
  }

  /** An odd number with enough changes from bit to bit. */
  private static long mixGamma(long value) {
    long z = (value ^ (value >>> 33)) * 0xff51afd7ed558ccdL;
    z = (z ^ (z >>> 33)) * 0xc4ceb9fe1a85ec53L;
    z = (z ^ (z >>> 33)) | 1L;
    return Long.bitCount(z ^ (z >>> 1)) < 24 ? z ^ 0xaaaaaaaaaaaaaaaaL : z;
  }
}
