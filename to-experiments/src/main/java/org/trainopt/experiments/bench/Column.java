package org.trainopt.experiments.bench;

/**
 * A column of a table.
 *
 * @param key of {@link Row#figures}, and the name in the JSON: letters and digits
 * @param title with the unit, as the table heads it
 * @param style how its figures are written
 */
public record Column(String key, String title, Style style) {
  /** How a figure is written. */
  public enum Style {
    /** Median with the smallest and the largest: {@code 1.24 (1.21–1.30)}. */
    SPREAD,
    /** Median alone. */
    MEDIAN,
    /** Median as a whole number. */
    WHOLE,
    /** Median times 100 with a percent sign. */
    PERCENT
  }
}
