package org.trainopt.check.stats;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleBiFunction;
import org.trainopt.check.run.Metric;
import org.trainopt.check.run.Trajectories;

/**
 * The percentile bootstrap over whole seeds (clusters): a seed's trajectory is drawn as one, and
 * never its time points apart, which depend on each other. Subject and reference are drawn with the
 * same seeds, so that pairs stay together; each half of the seeds is resampled within itself.
 */
public final class ClusterBootstrap {
  /** Draws, B. */
  public static final int RESAMPLES = 2000;

  private ClusterBootstrap() {}

  /**
   * The interval of a statistic.
   *
   * @param subject what is checked
   * @param reference what it is compared with, with as many seeds; the subject where there is none
   * @param metric what the statistic averages
   * @param statistic the number
   * @param tail the one-sided error probability of either limit, in (0, ½)
   * @param seed of the resampling; the same seed gives the same interval
   */
  public static Interval interval(
      Trajectories subject,
      Trajectories reference,
      Metric metric,
      ToDoubleBiFunction<Draw, Draw> statistic,
      double tail,
      long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] values = new double[RESAMPLES];
    int[] seeds = new int[subject.seeds()];
    Draw first = new Draw(subject.times(), subject.of(metric), seeds);
    Draw second = new Draw(reference.times(), reference.of(metric), seeds);
    int half = seeds.length / 2;
    for (int b = 0; b < RESAMPLES; b++) {
      for (int i = 0; i < seeds.length; i++) {
        seeds[i] = i < half ? random.nextInt(half) : half + random.nextInt(seeds.length - half);
      }
      values[b] = statistic.applyAsDouble(first, second);
    }
    Arrays.sort(values);
    int cut = (int) Math.floor(tail * RESAMPLES);
    return new Interval(values[cut], values[RESAMPLES - 1 - cut]);
  }
}
