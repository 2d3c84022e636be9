package org.trainopt.experiments.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.trainopt.experiments.study.StudyResult.OptimumInfo;

/**
 * One of a task's curve charts. What it draws is the mean loss (with its band) or its standard
 * deviation, shifted and scaled: {@code (value − shift) / scale}.
 *
 * @param key {@code loss}, {@code excess}, {@code standardised} or {@code sd}
 * @param title what it shows
 * @param paper the paper's figure of this kind; empty for none
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
    boolean log,
    double shift,
    double scale,
    double line,
    double top) {

  /** Curves that rise above this many times the initial loss are cut off there. */
  private static final double OVERSHOOT = 1.25;

  /**
   * A task's charts. Standardised, 0 is the lowest mean loss of all methods and 1 the loss at w₀,
   * where all of them start: the highest, unless a method overshoots it.
   */
  static List<Measure> of(TaskView task) {
    double[] means =
        task.methods().stream()
            .flatMapToDouble(m -> Arrays.stream(m.curve().mean()))
            .filter(Double::isFinite)
            .toArray();
    double low = Arrays.stream(means).min().orElse(0);
    double high = Arrays.stream(means).max().orElse(1);
    double initial =
        task.methods().stream()
            .mapToDouble(m -> m.curve().mean()[0])
            .filter(Double::isFinite)
            .max()
            .orElse(high);
    boolean overshoots = high > OVERSHOOT * initial;
    double scale = initial > low ? initial - low : 1;
    List<Measure> all = new ArrayList<>();
    all.add(
        new Measure(
            "loss",
            "Training loss F(w)",
            "",
            false,
            0,
            1,
            Double.NaN,
            overshoots ? OVERSHOOT * initial : Double.NaN));
    OptimumInfo optimum = task.task().optimum();
    if (optimum != null) {
      all.add(
          new Measure(
              "excess",
              "Excess loss F(w) − F*",
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
            false,
            low,
            scale,
            Double.NaN,
            overshoots ? OVERSHOOT : Double.NaN));
    all.add(
        new Measure(
            "sd",
            "Standard deviation of the loss over seeds",
            "as in the paper’s Figure 5",
            true,
            0,
            1,
            Double.NaN,
            Double.NaN));
    return all;
  }

  boolean isSd() {
    return key.equals("sd");
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
  double[] line(MeanCurve curve) {
    return heights(isSd() ? curve.sd() : curve.mean());
  }

  /** Lowest and highest run's curves, the band's edges; empty where there is no band. */
  List<double[]> band(MeanCurve curve) {
    return isSd() ? List.of() : Stream.of(curve.low(), curve.high()).map(this::heights).toList();
  }
}
