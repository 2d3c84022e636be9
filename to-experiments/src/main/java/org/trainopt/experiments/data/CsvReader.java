package org.trainopt.experiments.data;

import java.io.BufferedReader;
import java.io.IOException;
import org.trainopt.experiments.InputException;

/**
 * Comma-separated numbers; the last column is the label. A first line whose features are not
 * numbers is a header.
 */
final class CsvReader {
  private CsvReader() {}

  static Dataset read(String file, BufferedReader in) throws IOException {
    RowCollector rows = new RowCollector(file);
    float[] row = new float[0];
    boolean first = true;
    long number = 0;
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      number++;
      if (line.isBlank()) {
        continue;
      }
      String[] cells = line.split(",", -1);
      if (first) {
        first = false;
        row = new float[cells.length - 1];
        if (isHeader(cells)) {
          continue;
        }
      }
      if (cells.length < 2 || cells.length != row.length + 1) {
        throw new InputException(
            file
                + ":"
                + number
                + ": "
                + cells.length
                + " column(s), but "
                + (cells.length < 2
                    ? "at least one feature and the label are needed"
                    : "the lines before have " + (row.length + 1)));
      }
      for (int j = 0; j < row.length; j++) {
        row[j] = RowCollector.number(file, number, "column " + (j + 1), cells[j].strip());
      }
      String label = cells[row.length].strip();
      if (label.isEmpty()) {
        throw new InputException(file + ":" + number + ": the label (last column) is empty");
      }
      rows.add(row, label);
    }
    return rows.finish();
  }

  private static boolean isHeader(String[] cells) {
    for (int j = 0; j < cells.length - 1; j++) {
      try {
        RowCollector.parse(cells[j].strip());
      } catch (NumberFormatException e) {
        return true;
      }
    }
    return false;
  }
}
