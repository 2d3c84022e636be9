package org.trainopt.experiments.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.trainopt.experiments.run.Problem;
import org.trainopt.experiments.run.TrainingLoop;
import org.trainopt.experiments.study.StudyResult.OverheadResult;
import org.trainopt.experiments.task.BatchSampler;
import org.trainopt.experiments.task.Batches;
import org.trainopt.experiments.task.Objective;
import org.trainopt.kernel.Execution;

/**
 * Times an iteration (gradient and step) of each method, alone on the machine: methods take turns,
 * a short stretch of steps each, for several rounds, and are held against SGD's stretch of the same
 * round. The time in the optimizer is that of a stretch less that of one without its steps.
 */
final class OverheadMeter {
  /** Steps a stretch, at least. */
  private static final int FEWEST_STEPS = 150;

  private static final int MOST_STEPS = 5000;
  private static final int CALIBRATIONS = 5;

  /** A stretch of SGD takes this long where that needs no more than the most steps. */
  private static final double STRETCH_MICROS = 10_000;

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
        stretch.run(FEWEST_STEPS);
        progress.advance(1, title + ", overhead");
      }
      int steps = stepsOf(stretches.get(0));
      for (int round = 0; round < rounds; round++) {
        for (int m = 0; m < stretches.size(); m++) {
          stretches.get(m).run(steps);
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
              Math.max(0, median(optimizer[m])),
              median(ratios),
              ratios[0],
              ratios[rounds - 1],
              rounds));
    }
    return results;
  }

  /** As many steps as take long enough for the clock, by the least of a few tries. */
  private static int stepsOf(Stretch stretch) {
    double micros = Double.POSITIVE_INFINITY;
    for (int i = 0; i < CALIBRATIONS; i++) {
      stretch.run(FEWEST_STEPS);
      micros = Math.min(micros, stretch.totalMicros);
    }
    return (int) Math.max(FEWEST_STEPS, Math.min(MOST_STEPS, STRETCH_MICROS / micros));
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

    Stretch(Method method, Map<String, String> values, Objective objective, Batches batches) {
      // A tiny learning rate, so that no method runs away: time does not depend on it.
      loop =
          new TrainingLoop(
              objective,
              batches,
              method.spec(values, preset.steps()).withLearningRate(1e-6),
              execution);
    }

    void run(int steps) {
      long start = System.nanoTime();
      loop.computeGradients(steps);
      long between = System.nanoTime();
      loop.advance(loop.step() + steps);
      long end = System.nanoTime();
      totalMicros = (end - between) * 1e-3 / steps;
      optimizerMicros = totalMicros - (between - start) * 1e-3 / steps;
    }

    @Override
    public void close() {
      loop.close();
    }
  }
}
