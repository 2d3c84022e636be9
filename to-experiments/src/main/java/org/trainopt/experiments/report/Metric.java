package org.trainopt.experiments.report;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.trainopt.experiments.stats.Interval;
import org.trainopt.experiments.stats.Summary;
import org.trainopt.experiments.study.StudyResult.Curve;

/**
 * A figure beside the loss that runs report: {@code validationLoss}, {@code accuracy}.
 *
 * @param key its name in run files
 * @param title its name for people
 * @param percent whether it is a share in [0, 1], the higher the better, shown in per cent
 */
record Metric(String key, String title, boolean percent) {
  static Metric of(String key) {
    return new Metric(key, title(key), key.toLowerCase(Locale.ROOT).endsWith("accuracy"));
  }

  /** {@code Validation loss} of {@code validationLoss}. */
  private static String title(String key) {
    String words = key.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
    return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
  }

  /**
   * The figures that any of the runs has, in the runs' order, without those that are the same at
   * all points of all runs: they say nothing.
   */
  static List<Metric> of(List<Curve> runs) {
    return runs.stream()
        .flatMap(run -> run.more().keySet().stream())
        .distinct()
        .map(Metric::of)
        .filter(
            metric ->
                runs.stream()
                        .flatMapToDouble(run -> Arrays.stream(metric.values(run)))
                        .distinct()
                        .limit(2)
                        .count()
                    > 1)
        .toList();
  }

  /** A run's figures at its steps; NaN where there is none. */
  double[] values(Curve run) {
    double[] values = run.more().get(key);
    if (values == null) {
      values = new double[run.steps().length];
      Arrays.fill(values, Double.NaN);
    }
    return values;
  }

  /** The figure at the end: of a diverged run the worst there is, ∞ or no share at all. */
  double last(Curve run) {
    if (run.diverged()) {
      return percent ? 0 : Double.POSITIVE_INFINITY;
    }
    double[] values = values(run);
    return values[values.length - 1];
  }

  /** {@code 97.31 % ± 0.42}, {@code 0.31234 ± 0.00045}. */
  String meanAndSd(Summary summary) {
    return percent
        ? String.format(Locale.ROOT, "%.2f %% ± %.2f", 100 * summary.mean(), 100 * summary.sd())
        : Numbers.meanAndSd(summary);
  }

  /** Both ends of an interval. */
  String interval(Interval interval) {
    return percent
        ? String.format(Locale.ROOT, "%.2f to %.2f %%", 100 * interval.low(), 100 * interval.high())
        : Numbers.losses(interval);
  }
}
