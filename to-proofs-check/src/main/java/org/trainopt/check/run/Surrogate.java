package org.trainopt.check.run;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Made-up trajectories whose mean follows a known law: controls of the statistics alone.
 *
 * @param law the mean over seeds
 * @param noise how seeds scatter about it
 * @param horizon the last time
 */
public record Surrogate(Law law, Noise noise, long horizon) implements Source {
  /** What the mean over seeds does. */
  public enum Law {
    INVERSE_TIME("1/t"),
    FASTER("t^−1.2"),
    SLOWER("t^−0.9"),
    LOG_OVER_TIME("ln t / t"),
    CONSTANT("constant"),
    INVERSE_LOG("1/ln t"),
    INVERSE_ROOT_LOG("1/√ln t"),
    INVERSE_LOG_LOG("1/ln ln t");

    private final String formula;

    Law(String formula) {
      this.formula = formula;
    }

    /** The law as a formula in t. */
    public String formula() {
      return formula;
    }

    /** The mean at a time ≥ 1; logarithms are shifted where they would be ≤ 0 at t = 1. */
    public double at(long time) {
      double t = (double) time;
      return switch (this) {
        case INVERSE_TIME -> 1 / t;
        case FASTER -> Math.pow(t, -1.2);
        case SLOWER -> Math.pow(t, -0.9);
        case LOG_OVER_TIME -> Math.log(t + 1) / t;
        case CONSTANT -> 1;
        case INVERSE_LOG -> 1 / Math.log(t + 1);
        case INVERSE_ROOT_LOG -> 1 / Math.sqrt(Math.log(t + 1));
        case INVERSE_LOG_LOG -> 1 / Math.log(Math.log(t + 1) + 1);
      };
    }
  }

  /** How seeds scatter: factors of mean 1. */
  public enum Noise {
    /** Log-normal with Var/mean² = 0.6, correlated 0.8 from one recorded time to the next. */
    CORRELATED("correlated noise"),
    /** Log-normal with Var/mean² = 0.02, correlated likewise. */
    LIGHT("light noise"),
    /**
     * Log-normal whose log-variance grows by 0.2 per unit of ln t from t = 256 on: the median falls
     * faster than the mean by a power of 0.1, and a mean of logs would see the median.
     */
    GROWING_SPREAD("growing spread"),
    /**
     * χ² with one degree of freedom, independent in time: every seed's own minimum falls without
     * end while the mean stays.
     */
    INDEPENDENT_HEAVY("independent χ² noise"),
    /** Correlated, and one seed in fifty stops being a number half-way. */
    NON_FINITE("1 in 50 seeds not finite");

    private final String words;

    Noise(String words) {
      this.words = words;
    }

    /** What it is. */
    public String words() {
      return words;
    }
  }

  private static final double CORRELATION = 0.8;

  @Override
  public String variant() {
    return "surrogate " + law.formula() + ", " + noise.words();
  }

  @Override
  public String problemName() {
    return "–";
  }

  /** The law itself, as one trajectory for each half of a draw. */
  public Trajectories mean() {
    long[] times = new Grid(horizon).times();
    double[] row = Arrays.stream(times).mapToDouble(law::at).toArray();
    return same(times, new double[][] {row, row});
  }

  /** The trajectories of some seeds, the same for every metric. */
  Trajectories make(long masterSeed, int firstSeed, int seeds) {
    long[] times = new Grid(horizon).times();
    double[][] rows = new double[seeds][times.length];
    for (int s = 0; s < seeds; s++) {
      fill(rows[s], times, firstSeed + s, masterSeed);
    }
    return same(times, rows);
  }

  private static Trajectories same(long[] times, double[][] rows) {
    Map<Metric, double[][]> values = new EnumMap<>(Metric.class);
    for (Metric metric : Metric.values()) {
      values.put(metric, rows);
    }
    return new Trajectories(times, values);
  }

  private void fill(double[] row, long[] times, int seed, long masterSeed) {
    RandomGenerator random = Streams.of(masterSeed, variant(), seed);
    double z = random.nextGaussian();
    for (int k = 0; k < times.length; k++) {
      double fresh = random.nextGaussian();
      z = k == 0 ? z : CORRELATION * z + Math.sqrt(1 - CORRELATION * CORRELATION) * fresh;
      row[k] = law.at(times[k]) * factor(times[k], z, fresh, seed);
    }
  }

  private double factor(long t, double z, double fresh, int seed) {
    return switch (noise) {
      case CORRELATED -> logNormal(Math.log(1.6), z);
      case LIGHT -> logNormal(Math.log(1.02), z);
      case GROWING_SPREAD -> logNormal(0.2 * Math.log(Math.max(1, t / 256.0)), z);
      case INDEPENDENT_HEAVY -> fresh * fresh;
      case NON_FINITE ->
          seed % 50 == 7 && t > horizon / 2 ? Double.NaN : logNormal(Math.log(1.6), z);
    };
  }

  private static double logNormal(double variance, double z) {
    return Math.exp(Math.sqrt(variance) * z - variance / 2);
  }
}
