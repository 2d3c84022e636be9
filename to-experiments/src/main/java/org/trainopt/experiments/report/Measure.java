package org.trainopt.experiments.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.trainopt.experiments.study.StudyResult.OptimumInfo;

/**
 * One of a task's curve charts. What it draws is a figure's mean (with its band) or its standard
 * deviation, shifted and scaled: {@code (value − shift) / scale}.
 *
 * @param key {@code loss}, {@code excess}, {@code standardised}, {@code sd}, {@code time}, or a
 *     figure's name
 * @param title what it shows
 * @param paper the paper's figure of this kind; empty for none
 * @param metric the figure's name; empty for the loss
 * @param log whether the axis is logarithmic
 * @param shift what is taken off
 * @param scale what the rest is divided by
 * @param line the height of the sampling limit; NaN for none
 * @param top where the axis ends although curves go higher; NaN where they all fit
 */
record Measure(
    String key,
    String title,
    String paper,
    String metric,
    boolean log,
    double shift,
    double scale,
    double line,
    double top) {

  static final String LOSS = "loss";

  /** The loss against time. */
  static final String TIME = "time";

  /** Curves that rise above this many times the initial loss are cut off there. */
  private static final double OVERSHOOT = 1.25;

  /** A network's loss that falls to less than its initial value over this has a log axis. */
  private static final double FALL = 20;

  private static Measure plain(
      String key, String title, String paper, String metric, boolean log, double top) {
    return new Measure(key, title, paper, metric, log, 0, 1, Double.NaN, top);
  }

  /**
   * A task's charts. Standardised, 0 is the lowest mean loss of all methods and 1 the loss at w₀,
   * where all of them start: the highest, unless a method overshoots it.
   */
  static List<Measure> of(TaskView task) {
    List<MeanCurve> curves = task.methods().stream().map(MethodView::curve).toList();
    double low = means(curves).min().orElse(0);
    double initial = initial(curves);
    double top = top(curves);
    Family family = task.family();
    boolean log = family.isNetwork() && low > 0 && initial > FALL * low;
    List<Measure> all = new ArrayList<>();
    String over =
        family.isNetwork() ? "over the steps, as in the paper’s " + family.paperFigure() : "";
    all.add(plain(LOSS, family.lossTitle(), over, "", log, top));
    if (family.isNetwork()) {
      if (!task.task().overhead().isEmpty()) {
        all.add(plain(TIME, family.lossTitle(), "over the time of the steps", "", log, top));
      }
      task.metrics()
          .forEach(m -> all.add(plain(m.key(), m.title(), "", m.key(), false, top(task, m))));
    } else {
      all.addAll(convex(task, low, initial > low ? initial - low : 1, !Double.isNaN(top)));
    }
    all.add(
        plain(
            "sd",
            "Standard deviation of the loss over seeds",
            family.isNetwork() ? "" : "as in the paper’s Figure 5",
            "",
            true,
            Double.NaN));
    return all;
  }

  private static DoubleStream means(List<MeanCurve> curves) {
    return curves.stream()
        .flatMapToDouble(curve -> Arrays.stream(curve.mean()))
        .filter(Double::isFinite);
  }

  /** What all methods start from; NaN if none of them got as far. */
  private static double initial(List<MeanCurve> curves) {
    return curves.stream()
        .mapToDouble(curve -> curve.mean()[0])
        .filter(Double::isFinite)
        .max()
        .orElse(Double.NaN);
  }

  /** Where the axis of losses ends that rise far above their first value; NaN where none does. */
  private static double top(List<MeanCurve> curves) {
    double cap = OVERSHOOT * initial(curves);
    return means(curves).anyMatch(mean -> mean > cap) ? cap : Double.NaN;
  }

  /** The same of another figure; shares have an end of their own. */
  private static double top(TaskView task, Metric metric) {
    if (metric.percent()) {
      return Double.NaN;
    }
    return top(
        task.methods().stream()
            .map(method -> method.more().get(metric.key()))
            .filter(Objects::nonNull)
            .toList());
  }

  private static List<Measure> convex(TaskView task, double low, double scale, boolean overshoots) {
    List<Measure> all = new ArrayList<>();
    OptimumInfo optimum = task.task().optimum();
    if (optimum != null) {
      all.add(
          new Measure(
              "excess",
              "Excess loss F(w) − F*",
              "",
              "",
              true,
              optimum.value(),
              1,
              task.samplingLimit(),
              Double.NaN));
    }
    all.add(
        new Measure(
            "standardised",
            "Training loss, min–max standardised",
            "as in the paper’s Figures 1 and 4",
            "",
            false,
            low,
            scale,
            Double.NaN,
            overshoots ? OVERSHOOT : Double.NaN));
    return all;
  }

  /** The charts of the figure that a network's study is about. */
  boolean isMain() {
    return key.equals(LOSS) || isTime();
  }

  boolean isSd() {
    return key.equals("sd");
  }

  /** Whether the horizontal axis is time. */
  boolean isTime() {
    return key.equals(TIME);
  }

  /** The method's curve of the figure. */
  MeanCurve curve(MethodView method) {
    MeanCurve other = method.more().get(metric);
    return other == null ? method.curve() : other;
  }

  /** Maps a curve's values to heights; where the axis has none, NaN. */
  double[] heights(double[] values) {
    DoubleUnaryOperator height = v -> (v - shift) / scale;
    return Arrays.stream(values)
        .map(height)
        .map(y -> Double.isFinite(y) && !(log && y <= 0) ? y : Double.NaN)
        .toArray();
  }

  /** The curve that is drawn. */
  double[] line(MethodView method) {
    return heights(isSd() ? curve(method).sd() : curve(method).mean());
  }

  /** Lowest and highest run's curves, the band's edges; empty where there is no band. */
  List<double[]> band(MethodView method) {
    return isSd()
        ? List.of()
        : Stream.of(curve(method).low(), curve(method).high()).map(this::heights).toList();
  }
}
