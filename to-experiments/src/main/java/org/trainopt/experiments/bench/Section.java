package org.trainopt.experiments.bench;

import java.util.List;

/**
 * A table with its title.
 *
 * @param suite the suite's name
 * @param title what all its rows have in common, as the size
 * @param columns after the contender's name
 * @param rows in the order to be shown
 * @param notes one line each, below the table
 */
public record Section(
    String suite, String title, List<Column> columns, List<Row> rows, List<String> notes) {
  public Section {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
    notes = List.copyOf(notes);
  }
}
