package org.trainopt.check.run;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.trainopt.api.GainPolicy;
import org.trainopt.api.NonFiniteGradientException;
import org.trainopt.api.Optimizer;
import org.trainopt.api.OptimizerSpec;
import org.trainopt.api.OptimizerState;
import org.trainopt.api.Parameter;
import org.trainopt.api.Parameters;
import org.trainopt.api.UnstableGainException;
import org.trainopt.check.problem.Biased;
import org.trainopt.check.problem.Problem;
import org.trainopt.check.problem.Problem.Oracle;
import org.trainopt.check.problem.StronglyConvex;
import org.trainopt.kernel.Execution;

/** One seed of an arm: steps the production optimizer and records it. */
final class OptimizerRun {
  /** Fresh gradients from which bias and variance at frozen weights are taken. */
  private static final int DRAWS = 32;

  /** Bias and variance are taken at every sixth recorded time, counted from the last. */
  private static final int FREEZE_EVERY = 6;

  private final Arm arm;
  private final long masterSeed;
  private final int seed;
  private final Problem problem;
  private final float[] w;
  private final float[] g;
  private final float[] estimate;
  private final double[] exact;
  private final double[] optimum;

  OptimizerRun(Arm arm, long masterSeed, int seed) {
    this.arm = arm;
    this.masterSeed = masterSeed;
    this.seed = seed;
    problem = arm.problem();
    int d = problem.dimension();
    w = new float[d];
    g = new float[d];
    estimate = new float[d];
    exact = new double[d];
    optimum = optimum(problem);
  }

  /** w*, or nothing where there is no single one. */
  private static double[] optimum(Problem problem) {
    if (problem instanceof Biased biased) {
      return optimum(biased.base());
    }
    return problem instanceof StronglyConvex convex ? convex.optimum() : new double[0];
  }

  /**
   * Runs to the horizon.
   *
   * @param rows by metric, receives a value a time; NaN from where the run left the finite numbers
   */
  void record(Execution execution, long[] times, Map<Metric, double[]> rows) {
    rows.values().forEach(row -> Arrays.fill(row, Double.NaN));
    problem.start(stream("start"), w);
    Oracle oracle = problem.oracle(stream("gradients"));
    OptimizerSpec spec = arm.spec().withSeed(Streams.seed(masterSeed, "optimizer", seed));
    if (spec.gainPolicy() == GainPolicy.WARN) {
      spec = spec.withGainPolicy(GainPolicy.IGNORE); // hundreds of runs would say the same
    }
    try (Optimizer optimizer = spec.build(Parameters.of(Parameter.of("w", w)), execution)) {
      setState(optimizer);
      int next = 0;
      for (long t = 0; next < times.length; t++) {
        oracle.gradient(w, g);
        if (t == times[next]) {
          recordStep(optimizer, next, times.length, rows);
          next++;
        } else {
          optimizer.step(g);
        }
      }
    } catch (NonFiniteGradientException | UnstableGainException e) {
      // The rest of the row stays NaN; the evaluation rejects on it.
    }
  }

  private RandomGenerator stream(String purpose) {
    return Streams.of(masterSeed, problem.name() + " " + purpose, seed);
  }

  private void setState(Optimizer optimizer) {
    if (arm.state().isEmpty()) {
      return;
    }
    OptimizerState fresh = optimizer.snapshot();
    Map<String, float[]> arrays = new TreeMap<>(fresh.arrays());
    arm.state()
        .forEach(
            (name, values) ->
                arrays.replaceAll((key, old) -> key.endsWith("/" + name) ? values : old));
    optimizer.restore(new OptimizerState(0, fresh.scope(), arrays, fresh.products()));
  }

  /** Records at the weights before a step, makes the step, and records the estimate it used. */
  private void recordStep(Optimizer optimizer, int k, int count, Map<Metric, double[]> rows) {
    problem.fullGradient(w, exact);
    double distance = 0;
    double squares = 0;
    for (int i = 0; i < w.length; i++) {
      squares += exact[i] * exact[i];
      double off = optimum.length > 0 ? w[i] - optimum[i] : Double.NaN;
      distance += off * off;
    }
    if ((count - 1 - k) % FREEZE_EVERY == 0) {
      recordFrozen(optimizer, k, rows);
    }
    Runnable stop = optimizer.onStep(report -> {});
    optimizer.step(g);
    stop.run();
    optimizer.readEstimate(0, estimate);
    put(rows, Metric.DISTANCE, k, distance);
    put(rows, Metric.GRADIENT, k, squares);
    put(rows, Metric.ESTIMATE_ERROR, k, error());
  }

  private double error() {
    double error = 0;
    for (int i = 0; i < estimate.length; i++) {
      double off = estimate[i] - exact[i];
      error += off * off;
    }
    return error;
  }

  /** Draws fresh gradients at these weights and this state, and leaves both as they were. */
  private void recordFrozen(Optimizer optimizer, int k, Map<Metric, double[]> rows) {
    OptimizerState state = optimizer.snapshot();
    float[] weights = w.clone();
    Oracle oracle = problem.oracle(stream("frozen " + k));
    float[] fresh = new float[w.length];
    double[] sum = new double[w.length];
    double[] squares = new double[w.length];
    Runnable stop = optimizer.onStep(report -> {});
    for (int draw = 0; draw < DRAWS; draw++) {
      oracle.gradient(w, fresh);
      optimizer.step(fresh);
      optimizer.readEstimate(0, estimate);
      for (int i = 0; i < estimate.length; i++) {
        double off = estimate[i] - exact[i];
        sum[i] += off;
        squares[i] += off * off;
      }
      System.arraycopy(weights, 0, w, 0, w.length);
      optimizer.restore(state);
    }
    stop.run();
    double bias = 0;
    double variance = 0;
    for (int i = 0; i < sum.length; i++) {
      double mean = sum[i] / DRAWS;
      double spread = (squares[i] - DRAWS * mean * mean) / (DRAWS - 1);
      variance += spread;
      bias += mean * mean - spread / DRAWS;
    }
    put(rows, Metric.ESTIMATE_BIAS, k, bias);
    put(rows, Metric.ESTIMATE_VARIANCE, k, variance);
  }

  private static void put(Map<Metric, double[]> rows, Metric metric, int k, double value) {
    double[] row = rows.get(metric);
    if (row != null) {
      row[k] = value;
    }
  }
}
