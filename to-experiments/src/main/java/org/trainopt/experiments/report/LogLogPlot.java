package org.trainopt.experiments.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import org.trainopt.check.Verdict.Curve;
import org.trainopt.check.Verdict.Point;

/**
 * Means over seeds against time on log-log axes, as SVG in the page's own colours: each with its
 * limits and the line fitted over its window, and the claimed law beside them.
 */
final class LogLogPlot {
  private static final int WIDTH = 460;
  private static final int HEIGHT = 320;
  private static final int LEFT = 52;
  private static final int TOP = 10;
  private static final double LAW_ABOVE = 2;
  private static final int PLOT_WIDTH = WIDTH - LEFT - 10;
  private static final int PLOT_HEIGHT = HEIGHT - TOP - 40;

  private final Scale x;
  private final Scale y;
  private final StringBuilder svg = new StringBuilder();

  private LogLogPlot(Scale x, Scale y) {
    this.x = x;
    this.y = y;
  }

  /**
   * A curve and how it looks.
   *
   * @param color of CSS
   * @param dash of SVG; empty for a solid line
   */
  record Line(String name, Curve curve, String color, String dash) {}

  /**
   * The claimed law.
   *
   * @param name as on the plot
   * @param shape its value at a time, up to a factor
   */
  record Law(String name, DoubleUnaryOperator shape) {}

  /** Draws a figure; at least one line has a point. */
  static String draw(List<Line> lines, Law law, String label) {
    DoubleStream times = lines.stream().flatMapToDouble(l -> times(l.curve()));
    DoubleStream means =
        lines.stream().flatMap(l -> l.curve().points().stream()).mapToDouble(Point::mean);
    Scale y = Scale.around(means.toArray(), true);
    // A run that blows up must not flatten the others.
    double least = y.low();
    y = new Scale(least, Math.min(y.high(), least * 1e9), true);
    LogLogPlot plot = new LogLogPlot(Scale.around(times.toArray(), true), y);
    return plot.drawn(lines, law, label);
  }

  private static DoubleStream times(Curve curve) {
    return curve.points().stream().mapToDouble(Point::time);
  }

  private String drawn(List<Line> lines, Law law, String label) {
    add(
        "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\" class=\"loglog\">",
        WIDTH, HEIGHT, SvgFigure.escape(label));
    axes();
    add("<svg x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\">", LEFT, TOP, PLOT_WIDTH, PLOT_HEIGHT);
    lines.forEach(this::band);
    law(lines.get(0).curve(), law);
    for (Line line : lines) {
      String path =
          path(line.curve().points().stream().map(p -> at((double) p.time(), p.mean())).toList());
      add(
          "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.8\" stroke-dasharray=\"%s\">"
              + "<title>%s</title></path>",
          path, line.color(), line.dash(), SvgFigure.escape(line.name()));
      fit(line);
    }
    add("</svg></svg>");
    return svg.toString();
  }

  private void axes() {
    for (double tick : x.ticks()) {
      double at = LEFT + x.at(tick) * PLOT_WIDTH;
      add("<path d=\"M%.1f %dv4\" class=\"axis\"/>", at, TOP + PLOT_HEIGHT);
      text(at, TOP + PLOT_HEIGHT + 17, "middle", Scale.label(tick));
    }
    for (double tick : y.ticks()) {
      double at = TOP + (1 - y.at(tick)) * PLOT_HEIGHT;
      add("<path d=\"M%d %.1fh%d\" class=\"grid\"/>", LEFT, at, PLOT_WIDTH);
      text(LEFT - 6, at + 4, "end", Scale.label(tick));
    }
    add("<path d=\"M%d %dh%d\" class=\"axis\"/>", LEFT, TOP + PLOT_HEIGHT, PLOT_WIDTH);
    text(LEFT + PLOT_WIDTH / 2.0, HEIGHT - 4, "middle", "step t");
  }

  private void band(Line line) {
    List<Point> points = line.curve().points();
    List<double[]> edge =
        new ArrayList<>(points.stream().map(p -> at((double) p.time(), p.high())).toList());
    for (int i = points.size() - 1; i >= 0; i--) {
      edge.add(at((double) points.get(i).time(), points.get(i).low()));
    }
    add("<path d=\"%sZ\" fill=\"%s\" fill-opacity=\"0.13\"/>", path(edge), line.color());
  }

  /** The claimed law, above the first line's mean at the start of its window. */
  private void law(Curve curve, Law law) {
    Point start =
        curve.points().stream()
            .filter(p -> p.time() >= curve.from())
            .findFirst()
            .orElse(curve.points().get(0));
    double factor = LAW_ABOVE * start.mean() / law.shape().applyAsDouble((double) start.time());
    List<double[]> points =
        times(curve)
            .filter(t -> t >= Math.max(2, start.time()))
            .mapToObj(t -> at(t, factor * law.shape().applyAsDouble(t)))
            .toList();
    if (points.isEmpty()) {
      return;
    }
    add("<path d=\"%s\" class=\"law\"/>", path(points));
    double[] middle = points.get(points.size() / 2);
    add(
        "<text x=\"%.1f\" y=\"%.1f\" class=\"label\">∝ %s</text>",
        middle[0] + 6, Math.max(12, middle[1] - 6), law.name());
  }

  /** The fitted line over its window, thin and in ink. */
  private void fit(Line line) {
    Curve curve = line.curve();
    if (Double.isNaN(curve.slope())) {
      return;
    }
    List<double[]> points =
        times(curve)
            .filter(t -> t >= curve.from())
            .mapToObj(
                t ->
                    at(
                        t,
                        Math.exp(curve.intercept() + curve.slope() * Math.log(t + curve.shift()))))
            .toList();
    add("<path d=\"%s\" class=\"fit\"/>", path(points));
  }

  private double[] at(double time, double value) {
    double height = value > 0 ? y.at(value) : -1;
    return new double[] {x.at(time) * PLOT_WIDTH, (1 - height) * PLOT_HEIGHT};
  }

  private static String path(List<double[]> points) {
    StringBuilder path = new StringBuilder();
    for (double[] point : points) {
      path.append(path.length() == 0 ? "M" : "L");
      path.append(String.format(Locale.ROOT, "%.1f %.1f", point[0], point[1]));
    }
    return path.toString();
  }

  private void text(double left, double top, String anchor, String text) {
    add("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>", left, top, anchor, text);
  }

  private void add(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values));
  }
}
