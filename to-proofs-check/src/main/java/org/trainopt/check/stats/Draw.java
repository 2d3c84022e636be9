package org.trainopt.check.stats;

import org.trainopt.check.run.Metric;
import org.trainopt.check.run.Trajectories;

/**
 * Some seeds of a source, each perhaps several times: all of them once, or a bootstrap draw. The
 * first half comes from the first half of the source's seeds and the second from the second, so
 * that a statistic may choose on one half and evaluate on the other.
 */
public final class Draw {
  private final long[] times;
  private final double[][] rows;
  private final int[] seeds;

  Draw(long[] times, double[][] rows, int[] seeds) {
    this.times = times;
    this.rows = rows;
    this.seeds = seeds;
  }

  /** All seeds, each once. */
  public static Draw all(Trajectories trajectories, Metric metric) {
    int[] seeds = new int[trajectories.seeds()];
    for (int i = 0; i < seeds.length; i++) {
      seeds[i] = i;
    }
    return new Draw(trajectories.times(), trajectories.of(metric), seeds);
  }

  /** The recorded times, ascending. Not copied: do not write to it. */
  public long[] times() {
    return times;
  }

  /** The number of seeds drawn. */
  public int size() {
    return seeds.length;
  }

  /** The value of the i-th drawn seed. */
  public double value(int i, int timeIndex) {
    return rows[seeds[i]][timeIndex];
  }

  /** The mean over all drawn seeds. */
  public double mean(int timeIndex) {
    return mean(timeIndex, 0, seeds.length);
  }

  /** The variance over all drawn seeds, divisor n − 1. */
  public double variance(int timeIndex) {
    double mean = mean(timeIndex);
    double squares = 0;
    for (int seed : seeds) {
      double off = rows[seed][timeIndex] - mean;
      squares += off * off;
    }
    return squares / (seeds.length - 1);
  }

  /** The mean over the first half. */
  public double meanOfFirstHalf(int timeIndex) {
    return mean(timeIndex, 0, seeds.length / 2);
  }

  /** The mean over the second half. */
  public double meanOfSecondHalf(int timeIndex) {
    return mean(timeIndex, seeds.length / 2, seeds.length);
  }

  private double mean(int timeIndex, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += rows[seeds[i]][timeIndex];
    }
    return sum / (to - from);
  }
}
