package org.trainopt.experiments.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A cell of a table.
 *
 * @param text what it says
 * @param verdict a word after it; empty for none
 * @param detail a second, smaller line; empty for none
 * @param styles names of styles: {@code best}, {@code better}, {@code worse}, {@code warn}, {@code
 *     method}, {@code words}
 * @param place where a value lies in its range, in [0, 1]; NaN for no bar
 */
record Cell(String text, String verdict, String detail, List<String> styles, double place) {
  static Cell of(String text) {
    return new Cell(text, "", "", List.of(), Double.NaN);
  }

  /** A cell of words rather than numbers: set to the left. */
  static Cell words(String text) {
    return of(text).styled("words");
  }

  /** A method's name, shown with its colour. */
  static Cell method(String name) {
    return of(name).styled("method");
  }

  /** A ratio of final losses with its interval below, tinted and named by the verdict. */
  static Cell lossRatio(Comparison comparison) {
    return ratio(comparison, comparison.verdict().ofLoss());
  }

  /** A ratio of steps to a target, likewise. */
  static Cell stepsRatio(Comparison comparison) {
    return ratio(comparison, comparison.verdict().ofSteps());
  }

  private static Cell ratio(Comparison comparison, String word) {
    Cell cell =
        new Cell(
            Numbers.ratio(comparison.test().ratio()),
            word,
            Numbers.ratios(comparison.interval()),
            List.of(),
            Double.NaN);
    return switch (comparison.verdict()) {
      case BETTER -> cell.styled("better");
      case WORSE -> cell.styled("worse");
      case NO_DIFFERENCE -> cell;
    };
  }

  /** The same without a word where nothing is shown: for tables that say so below. */
  Cell terse() {
    return is("better") || is("worse") ? this : new Cell(text, "", detail, styles, place);
  }

  Cell with(String newDetail) {
    return new Cell(text, verdict, newDetail, styles, place);
  }

  Cell styled(String style) {
    List<String> all = new ArrayList<>(styles);
    all.add(style);
    return new Cell(text, verdict, detail, List.copyOf(all), place);
  }

  Cell at(double newPlace) {
    return new Cell(text, verdict, detail, styles, newPlace);
  }

  boolean is(String style) {
    return styles.contains(style);
  }
}
