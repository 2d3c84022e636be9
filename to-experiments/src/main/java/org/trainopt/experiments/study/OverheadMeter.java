package org.trainopt.experiments.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.trainopt.api.Optimizer;
import org.trainopt.api.Parameter;
import org.trainopt.api.Parameters;
import org.trainopt.experiments.run.Problem;
import org.trainopt.experiments.study.StudyResult.OverheadResult;
import org.trainopt.experiments.task.BatchSampler;
import org.trainopt.experiments.task.Batches;
import org.trainopt.experiments.task.Objective;
import org.trainopt.kernel.Execution;

/**
 * Times an iteration (gradient and step) of each method, alone on the machine: methods take turns,
 * a short stretch of steps each, for several rounds, and are held against SGD's stretch of the same
 * round.
 */
final class OverheadMeter {
  private static final int STEPS = 150;

  private final Preset preset;
  private final Problem problem;
  private final Execution execution;

  OverheadMeter(Preset preset, Problem problem, Execution execution) {
    this.preset = preset;
    this.problem = problem;
    this.execution = execution;
  }

  List<OverheadResult> measure(
      Map<String, Map<String, String>> winners, Progress progress, String title) {
    Objective objective = problem.objective(preset.batchSize());
    Batches batches = new BatchSampler(problem.data().rows(), preset.batchSize(), 0);
    List<Method> methods = Method.all();
    int rounds = preset.overheadRounds();
    double[][] total = new double[methods.size()][rounds];
    double[][] optimizer = new double[methods.size()][rounds];
    List<Stretch> stretches = new ArrayList<>();
    try {
      for (Method method : methods) {
        Map<String, String> values = winners.getOrDefault(method.name(), Map.of());
        stretches.add(new Stretch(method, values, objective, batches));
      }
      for (Stretch stretch : stretches) { // warm-up
        stretch.run();
        progress.advance(1, title + ", overhead");
      }
      for (int round = 0; round < rounds; round++) {
        for (int m = 0; m < stretches.size(); m++) {
          stretches.get(m).run();
          total[m][round] = stretches.get(m).totalMicros;
          optimizer[m][round] = stretches.get(m).optimizerMicros;
        }
      }
    } finally {
      stretches.forEach(Stretch::close);
    }
    List<OverheadResult> results = new ArrayList<>();
    for (int m = 0; m < methods.size(); m++) {
      double[] ratios = new double[rounds];
      for (int round = 0; round < rounds; round++) {
        ratios[round] = total[m][round] / total[0][round]; // SGD is the first method
      }
      Arrays.sort(ratios);
      results.add(
          new OverheadResult(
              methods.get(m).name(),
              median(total[m]),
              median(optimizer[m]),
              median(ratios),
              ratios[0],
              ratios[rounds - 1],
              rounds));
    }
    return results;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  /** Some steps of one method, timed. */
  private final class Stretch implements AutoCloseable {
    private final Objective objective;
    private final Batches batches;
    private final Optimizer optimizer;
    private final float[] weights;
    private final float[] gradient;
    private final int[] rows = new int[preset.batchSize()];
    double totalMicros;
    double optimizerMicros;

    Stretch(Method method, Map<String, String> values, Objective objective, Batches batches) {
      this.objective = objective;
      this.batches = batches;
      weights = new float[objective.dimension()];
      gradient = new float[objective.dimension()];
      // A tiny learning rate, so that no method runs away: time does not depend on it.
      optimizer =
          method
              .spec(values, preset.steps())
              .withLearningRate(1e-6)
              .build(Parameters.of(Parameter.of("weights", weights)), execution);
    }

    void run() {
      long inOptimizer = 0;
      long start = System.nanoTime();
      for (int step = 0; step < STEPS; step++) {
        int count = batches.next(step, rows);
        objective.batchGradient(weights, rows, count, gradient);
        long before = System.nanoTime();
        optimizer.step(gradient);
        inOptimizer += System.nanoTime() - before;
      }
      totalMicros = (System.nanoTime() - start) * 1e-3 / STEPS;
      optimizerMicros = inOptimizer * 1e-3 / STEPS;
    }

    @Override
    public void close() {
      optimizer.close();
    }
  }
}
