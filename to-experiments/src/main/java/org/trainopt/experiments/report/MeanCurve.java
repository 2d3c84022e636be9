package org.trainopt.experiments.report;

import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import org.trainopt.experiments.stats.Summary;
import org.trainopt.experiments.study.StudyResult.Curve;

/**
 * A method's loss, or another figure, over the seeds, at each of a task's evaluation steps. Where a
 * run has diverged the mean is +∞ from there on and there is nothing to draw: NaN.
 *
 * @param mean the mean
 * @param low the lowest run's
 * @param high the highest run's
 * @param sd the standard deviation
 */
record MeanCurve(double[] mean, double[] low, double[] high, double[] sd) {

  /** The steps at which any of the runs was evaluated, ascending. */
  static int[] steps(List<Curve> runs) {
    TreeSet<Integer> steps = new TreeSet<>();
    for (Curve run : runs) {
      for (int step : run.steps()) {
        steps.add(step);
      }
    }
    return steps.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Averages runs at the given steps; at a step that a run skipped there is no mean. */
  static MeanCurve of(List<Curve> runs, int[] steps, Function<Curve, double[]> figure) {
    int n = steps.length;
    MeanCurve curve = new MeanCurve(new double[n], new double[n], new double[n], new double[n]);
    int[] next = new int[runs.size()];
    for (int i = 0; i < n; i++) {
      double[] losses = new double[runs.size()];
      for (int r = 0; r < losses.length; r++) {
        Curve run = runs.get(r);
        boolean there = next[r] < run.steps().length && run.steps()[next[r]] == steps[i];
        losses[r] = there ? figure.apply(run)[next[r]++] : Double.NaN;
      }
      curve.set(i, losses);
    }
    return curve;
  }

  private void set(int i, double[] losses) {
    Summary summary = Summary.of(losses);
    boolean finite = Double.isFinite(summary.mean());
    mean[i] = finite ? summary.mean() : Double.NaN;
    sd[i] = finite ? summary.sd() : Double.NaN;
    double lowest = Double.POSITIVE_INFINITY;
    double highest = Double.NEGATIVE_INFINITY;
    for (double loss : losses) {
      lowest = Math.min(lowest, loss);
      highest = Math.max(highest, loss);
    }
    low[i] = finite ? lowest : Double.NaN;
    high[i] = finite ? highest : Double.NaN;
  }

  /**
   * The step at which a run first has the target loss, linear between its evaluations and at least
   * 1; +∞ if it never has, or diverges.
   */
  static double stepsTo(double target, Curve run) {
    if (run.diverged()) {
      return Double.POSITIVE_INFINITY;
    }
    for (int i = 0; i < run.steps().length; i++) {
      double loss = run.loss()[i];
      if (loss <= target) {
        if (i == 0) {
          return 1;
        }
        double before = run.loss()[i - 1];
        double share = (before - target) / (before - loss);
        int from = run.steps()[i - 1];
        return Math.max(1, from + share * (run.steps()[i] - from));
      }
    }
    return Double.POSITIVE_INFINITY;
  }
}
