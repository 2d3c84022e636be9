package org.trainopt.experiments.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Sections as cells of text: a head and a line a row. */
final class Cells {
  private static final String NONE = "–";

  private Cells() {}

  static List<String> head(Section section) {
    List<String> head = new ArrayList<>(List.of("contender"));
    section.columns().forEach(column -> head.add(column.title()));
    return head;
  }

  static List<String> line(Section section, Row row) {
    List<String> line = new ArrayList<>(List.of(row.contender()));
    for (Column column : section.columns()) {
      line.add(cell(row.figures().get(column.key()), column.style()));
    }
    return line;
  }

  static String cell(@Nullable Samples samples, Column.Style style) {
    if (samples == null) {
      return NONE;
    }
    double median = samples.median();
    return switch (style) {
      case SPREAD ->
          number(median) + " (" + number(samples.min()) + "–" + number(samples.max()) + ")";
      case MEDIAN -> number(median);
      case WHOLE -> String.format(Locale.ROOT, "%,d", Math.round(median));
      case PERCENT -> String.format(Locale.ROOT, "%.0f %%", 100 * median);
    };
  }

  /** About three digits. */
  static String number(double value) {
    double size = Math.abs(value);
    if (Double.isNaN(value)) {
      return NONE;
    }
    String format =
        size >= 100
            ? "%,.0f"
            : size >= 10
                ? "%.1f"
                : size >= 1 ? "%.2f" : size >= 1e-3 || size == 0 ? "%.3f" : "%.1e";
    return String.format(Locale.ROOT, format, value);
  }
}
