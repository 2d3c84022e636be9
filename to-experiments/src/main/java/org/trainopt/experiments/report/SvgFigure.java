package org.trainopt.experiments.report;

import java.util.List;
import java.util.Locale;
import org.trainopt.experiments.report.Panel.Dots;
import org.trainopt.experiments.report.Panel.Line;

/** A static figure: panels in a grid and one legend below them. */
final class SvgFigure {
  private static final int PANEL_WIDTH = 380;
  private static final int PANEL_HEIGHT = 270;
  private static final int LEFT = 58;
  private static final int TOP = 36;
  private static final int PLOT_WIDTH = PANEL_WIDTH - LEFT - 16;
  private static final int PLOT_HEIGHT = PANEL_HEIGHT - TOP - 44;
  private static final int LEGEND_ENTRY = 190;
  private static final int LEGEND_LINE = 20;
  private static final int HEADING = 40;

  private final Palette palette;
  private final StringBuilder svg = new StringBuilder();

  private SvgFigure(Palette palette) {
    this.palette = palette;
  }

  /**
   * Draws a figure as an SVG document.
   *
   * @param panels at least one
   * @param columns panels a row
   */
  static String draw(
      String title, List<Panel> panels, int columns, List<String> methods, Palette palette) {
    SvgFigure figure = new SvgFigure(palette);
    int across = Math.min(columns, panels.size());
    int rows = (panels.size() + across - 1) / across;
    int width = across * PANEL_WIDTH;
    int perLine = Math.max(1, (width - LEFT) / LEGEND_ENTRY);
    int legendTop = HEADING + rows * PANEL_HEIGHT + 8;
    int height = legendTop + (methods.size() + perLine - 1) / perLine * LEGEND_LINE + 8;
    figure.add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\""
            + " font-family=\"system-ui, Helvetica, Arial, sans-serif\" font-size=\"11\""
            + " fill=\"#3d4450\">\n<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n",
        width, height, width, height);
    figure.text(LEFT, 25, title, "font-size=\"15\" font-weight=\"600\" fill=\"#14171c\"");
    for (int i = 0; i < panels.size(); i++) {
      int left = i % across * PANEL_WIDTH;
      int top = HEADING + i / across * PANEL_HEIGHT;
      figure.add("<g transform=\"translate(%d %d)\">\n", left, top);
      figure.panel(panels.get(i));
      figure.add("</g>\n");
    }
    for (int i = 0; i < methods.size(); i++) {
      int x = LEFT + i % perLine * LEGEND_ENTRY;
      int y = legendTop + i / perLine * LEGEND_LINE;
      figure.add("<path d=\"M%d %dh22\" %s/>\n", x, y, figure.stroke(methods.get(i)));
      figure.text(x + 28, y + 4, methods.get(i), "");
    }
    return figure.svg.append("</svg>\n").toString();
  }

  private void panel(Panel panel) {
    text(LEFT, TOP - 10, panel.title(), "font-size=\"12\" font-weight=\"600\" fill=\"#14171c\"");
    for (double tick : panel.x().ticks()) {
      double x = LEFT + panel.x().at(tick) * PLOT_WIDTH;
      add("<path d=\"M%.1f %dv4\" stroke=\"#9aa1ad\"/>\n", x, TOP + PLOT_HEIGHT);
      text(x, TOP + PLOT_HEIGHT + 16, Scale.label(tick), "text-anchor=\"middle\"");
    }
    for (double tick : panel.y().ticks()) {
      double y = TOP + (1 - panel.y().at(tick)) * PLOT_HEIGHT;
      add("<path d=\"M%d %.1fh%d\" stroke=\"#e4e7ec\"/>\n", LEFT, y, PLOT_WIDTH);
      text(LEFT - 6, y + 4, Scale.label(tick), "text-anchor=\"end\"");
    }
    add("<path d=\"M%d %dh%d\" stroke=\"#9aa1ad\"/>\n", LEFT, TOP + PLOT_HEIGHT, PLOT_WIDTH);
    text(LEFT + PLOT_WIDTH / 2.0, TOP + PLOT_HEIGHT + 33, panel.xLabel(), "text-anchor=\"middle\"");
    // A nested svg element cuts off what leaves the plot.
    add("<svg x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\">\n", LEFT, TOP, PLOT_WIDTH, PLOT_HEIGHT);
    panel.lines().forEach(line -> band(panel, line));
    if (Double.isFinite(panel.level())) {
      double y = (1 - panel.y().at(panel.level())) * PLOT_HEIGHT;
      add("<path d=\"M0 %.1fh%d\" stroke=\"#3d4450\" stroke-dasharray=\"1 3\"/>\n", y, PLOT_WIDTH);
      text(4, y - 4, "sampling limit", "font-size=\"10\"");
    }
    for (Line line : panel.lines()) {
      add("<path d=\"%s\" %s/>\n", path(panel, line.x(), line.y()), stroke(line.method()));
    }
    panel.dots().forEach(dots -> dots(panel, dots));
    add("</svg>\n");
  }

  private void band(Panel panel, Line line) {
    if (line.band().size() == 2) {
      String there = path(panel, line.x(), line.band().get(0));
      String back = path(panel, reversed(line.x()), reversed(line.band().get(1)));
      if (!there.isEmpty() && !back.isEmpty()) {
        String color = palette.look(line.method()).light();
        add(
            "<path d=\"%sL%sZ\" fill=\"%s\" fill-opacity=\"0.14\"/>\n",
            there, back.substring(1), color);
      }
    }
  }

  private void dots(Panel panel, Dots dots) {
    String color = palette.look(dots.method()).light();
    for (int i = 0; i < dots.x().length; i++) {
      double x = panel.x().at(dots.x()[i]) * PLOT_WIDTH;
      double y = (1 - panel.y().at(dots.y()[i])) * PLOT_HEIGHT;
      if (Double.isInfinite(dots.y()[i])) {
        add("<path d=\"M%.1f 2l6 6m0 -6l-6 6\" stroke=\"%s\"/>\n", x - 3, color);
      } else if (Double.isFinite(x) && Double.isFinite(y)) {
        add("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"2.2\" fill=\"%s\"/>\n", x, y, color);
        if (i == dots.marked()) {
          add(
              "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"5\" fill=\"none\" stroke=\"%s\"/>\n",
              x, y, color);
        }
      }
    }
  }

  /** Path data; a height of NaN interrupts the line. */
  private static String path(Panel panel, double[] xs, double[] ys) {
    StringBuilder path = new StringBuilder();
    boolean drawing = false;
    for (int i = 0; i < xs.length; i++) {
      if (Double.isNaN(ys[i])) {
        drawing = false;
        continue;
      }
      double x = panel.x().at(xs[i]) * PLOT_WIDTH;
      double y = (1 - panel.y().at(ys[i])) * PLOT_HEIGHT;
      path.append(String.format(Locale.ROOT, "%s%.1f %.1f", drawing ? "L" : "M", x, y));
      drawing = true;
    }
    return path.toString();
  }

  private static double[] reversed(double[] values) {
    double[] reversed = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      reversed[i] = values[values.length - 1 - i];
    }
    return reversed;
  }

  private String stroke(String method) {
    Palette.Look look = palette.look(method);
    String dash =
        look.dash().isEmpty()
            ? ""
            : " stroke-dasharray=\""
                + String.join(" ", look.dash().stream().map(String::valueOf).toList())
                + "\"";
    return String.format(
        Locale.ROOT,
        "fill=\"none\" stroke=\"%s\" stroke-width=\"%.2f\" stroke-linejoin=\"round\"%s",
        look.light(),
        look.width(),
        dash);
  }

  private void text(double x, double y, String text, String attributes) {
    add("<text x=\"%.1f\" y=\"%.1f\" %s>%s</text>\n", x, y, attributes, escape(text));
  }

  static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private void add(String format, Object... values) {
    svg.append(values.length == 0 ? format : String.format(Locale.ROOT, format, values));
  }
}
