package org.trainopt.experiments.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.trainopt.experiments.run.Problem;
import org.trainopt.experiments.run.TrainingLoop;
import org.trainopt.experiments.run.Workspace;
import org.trainopt.experiments.study.StudyResult.OverheadResult;
import org.trainopt.experiments.task.BatchSampler;
import org.trainopt.experiments.task.Batches;
import org.trainopt.kernel.Execution;

/**
 * Times an iteration (gradient and step) of each method, alone on the machine: methods take turns,
 * a short stretch of steps each, for several rounds, and are held against SGD's stretch of the same
 * round.
 */
final class OverheadMeter {
  private static final int MOST_STEPS = 5000;
  private static final int CALIBRATIONS = 5;

  /** A stretch of SGD takes this long where that needs no more than the most steps. */
  private static final double STRETCH_MICROS = 10_000;

  private final Preset preset;
  private final List<Method> methods;
  private final Problem problem;
  private final Execution execution;

  OverheadMeter(Preset preset, List<Method> methods, Problem problem, Execution execution) {
    this.preset = preset;
    this.methods = methods;
    this.problem = problem;
    this.execution = execution;
  }

  List<OverheadResult> measure(
      Map<String, Map<String, String>> winners, Progress progress, String title) {
    Batches batches = new BatchSampler(problem.rows(), preset.batchSize(), 0);
    int rounds = preset.overheadRounds();
    double[][] total = new double[methods.size()][rounds];
    double[][] optimizer = new double[methods.size()][rounds];
    List<Stretch> stretches = new ArrayList<>();
    Workspace workspace = problem.open(preset.batchSize(), 0);
    try {
      for (Method method : methods) {
        stretches.add(stretch(method, winners, workspace, batches));
      }
      for (Stretch stretch : stretches) { // warm-up
        stretch.run(preset.overheadSteps());
        progress.advance(1, title + ", overhead");
      }
      int steps = steps(winners, workspace, batches);
      for (int round = 0; round < rounds; round++) {
        for (int turn = 0; turn < stretches.size(); turn++) {
          // Every other round the other way round, so that a drift favours nobody.
          int m = round % 2 == 0 ? turn : stretches.size() - 1 - turn;
          stretches.get(m).run(steps);
          total[m][round] = stretches.get(m).totalMicros;
          optimizer[m][round] = stretches.get(m).optimizerMicros;
        }
      }
    } finally {
      stretches.forEach(Stretch::close);
      workspace.close();
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

  /**
   * As many steps as take long enough for the clock, by the least of a few tries of the first
   * method in a loop apart: those that are measured are at the same step, with the same rows.
   */
  private int steps(
      Map<String, Map<String, String>> winners, Workspace workspace, Batches batches) {
    int fewest = preset.overheadSteps();
    double micros = Double.POSITIVE_INFINITY;
    try (Stretch stretch = stretch(methods.get(0), winners, workspace, batches)) {
      for (int i = 0; i < CALIBRATIONS; i++) {
        stretch.run(fewest);
        micros = Math.min(micros, stretch.totalMicros);
      }
    }
    return (int) Math.max(fewest, Math.min(MOST_STEPS, STRETCH_MICROS / micros));
  }

  private Stretch stretch(
      Method method,
      Map<String, Map<String, String>> winners,
      Workspace workspace,
      Batches batches) {
    return new Stretch(method, winners.getOrDefault(method.name(), Map.of()), workspace, batches);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  /** Some steps of one method, timed. */
  private final class Stretch implements AutoCloseable {
    private final TrainingLoop loop;
    double totalMicros;
    double optimizerMicros;

    Stretch(Method method, Map<String, String> values, Workspace workspace, Batches batches) {
      // A tiny learning rate, so that no method runs away: time does not depend on it.
      loop =
          workspace.train(
              batches, method.spec(values, preset.steps()).withLearningRate(1e-6), execution);
    }

    void run(int steps) {
      long start = System.nanoTime();
      long inOptimizer = loop.advanceTimed(loop.step() + steps);
      long end = System.nanoTime();
      totalMicros = (end - start) * 1e-3 / steps;
      optimizerMicros = inOptimizer * 1e-3 / steps;
    }

    @Override
    public void close() {
      loop.close();
    }
  }
}
