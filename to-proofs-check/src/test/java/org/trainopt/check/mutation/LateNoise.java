package org.trainopt.check.mutation;

import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.trainopt.check.run.Grid;
import org.trainopt.check.run.Metric;
import org.trainopt.check.run.Trajectories;

/**
 * Trajectories whose mean is a power of ln t, without noise up to T and from there with independent
 * log-normal noise: the minimum over t ≤ T of noisy means is not too low, that over t ≤ T² is.
 *
 * @param growth U(T²)/U(T)
 * @param spread Var/mean² of the noise
 * @param start T
 */
record LateNoise(double growth, double spread, long start) {
  /** Some seeds; the first ones are the same whatever their number. */
  Trajectories make(long masterSeed, int seeds) {
    long[] times = new Grid(start * start).times();
    double power = Math.log(growth / 2) / Math.log(2);
    double variance = Math.log(1 + spread);
    RandomGenerator random = new SplittableRandom(masterSeed);
    double[][] rows = new double[seeds][times.length];
    for (double[] row : rows) {
      for (int k = 0; k < times.length; k++) {
        double noise =
            times[k] <= start
                ? 1
                : Math.exp(Math.sqrt(variance) * random.nextGaussian() - variance / 2);
        row[k] = Math.pow(Math.log(times[k] + 1.0), power) * noise;
      }
    }
    return new Trajectories(times, Map.of(Metric.GRADIENT, rows));
  }
}
