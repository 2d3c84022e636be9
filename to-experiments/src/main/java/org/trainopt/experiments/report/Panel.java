package org.trainopt.experiments.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.trainopt.experiments.study.StudyResult.Trial;

/**
 * One chart of a static figure.
 *
 * @param title its heading
 * @param xLabel what is along the bottom
 * @param x the horizontal axis
 * @param y the vertical axis
 * @param lines the methods' curves
 * @param dots the methods' points
 * @param level the height of a horizontal line; NaN for none
 */
record Panel(
    String title,
    String xLabel,
    Scale x,
    Scale y,
    List<Line> lines,
    List<Dots> dots,
    double level) {

  /**
   * A curve.
   *
   * @param method whose it is
   * @param x the points' places, ascending
   * @param y their heights; NaN where there is nothing to draw
   * @param band the heights of the band's two edges, or empty
   */
  record Line(String method, double[] x, double[] y, List<double[]> band) {}

  /**
   * Points.
   *
   * @param method whose they are
   * @param x their places
   * @param y their heights; +∞ for a diverged trial
   * @param marked the one to be marked
   */
  record Dots(String method, double[] x, double[] y, int marked) {}

  /** A measure's curves on a task. */
  static Panel curves(TaskView task, Measure measure, String title) {
    double[] steps = Arrays.stream(task.steps()).asDoubleStream().toArray();
    List<Line> lines =
        task.methods().stream()
            .map(
                m ->
                    new Line(
                        m.name(),
                        measure.isTime() ? task.seconds(m.name()) : steps,
                        measure.line(m),
                        measure.band(m)))
            .filter(line -> line.x().length == line.y().length)
            .toList();
    double end = lines.stream().mapToDouble(line -> line.x()[line.x().length - 1]).max().orElse(1);
    DoubleStream heights = lines.stream().flatMapToDouble(line -> Arrays.stream(line.y()));
    double[] shown = DoubleStream.concat(heights, DoubleStream.of(measure.line())).toArray();
    return new Panel(
        title,
        measure.isTime() ? "seconds" : "step",
        new Scale(0, end, false),
        Scale.around(shown, measure.log(), measure.top()),
        lines,
        List.of(),
        measure.line());
  }

  /** Every tuning trial's final loss against its learning rate. */
  static Panel sensitivity(TaskView task) {
    List<Dots> dots = new ArrayList<>();
    for (MethodView method : task.methods()) {
      List<Trial> trials = method.result().trials();
      double[] x =
          trials.stream()
              .mapToDouble(t -> Double.parseDouble(t.values().getOrDefault("learningRate", "NaN")))
              .toArray();
      double[] y = trials.stream().mapToDouble(Trial::finalLoss).toArray();
      dots.add(new Dots(method.name(), x, y, method.result().winner()));
    }
    return new Panel(
        "Tuning trials: final loss",
        "learning rate",
        Scale.around(dots.stream().flatMapToDouble(d -> Arrays.stream(d.x())).toArray(), true),
        Scale.around(dots.stream().flatMapToDouble(d -> Arrays.stream(d.y())).toArray(), true),
        List.of(),
        dots,
        Double.NaN);
  }
}
