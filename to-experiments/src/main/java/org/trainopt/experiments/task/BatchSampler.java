package org.trainopt.experiments.task;

import java.util.SplittableRandom;

/** Rows drawn uniformly with replacement, from the seed, the number of rows and the step alone. */
public final class BatchSampler implements Batches {
  private final int rows;
  private final int size;
  private final long seed;

  public BatchSampler(int rows, int size, long seed) {
    this.rows = rows;
    this.size = size;
    this.seed = seed;
  }

  @Override
  public int largest() {
    return size;
  }

  @Override
  public int next(int step, int[] to) {
    // A generator a step: split's mixing sets those of neighbouring steps and seeds apart.
    long start = new SplittableRandom(seed).nextLong() + step * 0x9E3779B97F4A7C15L;
    SplittableRandom random = new SplittableRandom(start).split();
    for (int i = 0; i < size; i++) {
      to[i] = random.nextInt(rows);
    }
    return size;
  }
}
