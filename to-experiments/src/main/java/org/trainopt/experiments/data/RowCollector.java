package org.trainopt.experiments.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.trainopt.experiments.InputException;

/** Grows a data set row by row, for readers that learn its size only at the end. */
final class RowCollector {
  private final String file;
  private float[] features = new float[1 << 12];
  private int size;
  private final List<String> labels = new ArrayList<>();

  RowCollector(String file) {
    this.file = file;
  }

  /** Adds one row. */
  void add(float[] row, String label) {
    if (size > Integer.MAX_VALUE / 2 - row.length) {
      throw new InputException(file + ": more than 2^30 numbers, too large for this reader");
    }
    while (features.length < size + row.length) {
      features = Arrays.copyOf(features, 2 * features.length);
    }
    System.arraycopy(row, 0, features, size, row.length);
    size += row.length;
    labels.add(label);
  }

  Dataset finish() {
    return Dataset.of(file, Arrays.copyOf(features, size), labels);
  }

  /** A finite number, or an error that names the line and the column. */
  static float number(String file, long line, String column, String text) {
    float value;
    try {
      value = parse(text);
    } catch (NumberFormatException e) {
      throw new InputException(
          file + ":" + line + ": " + column + " must be a number, but was \"" + text + "\"", e);
    }
    if (!Float.isFinite(value)) {
      throw new InputException(
          file + ":" + line + ": " + column + " must be a finite number, but was " + text);
    }
    return value;
  }

  /** {@link Float#parseFloat} without Java's type suffixes: {@code 1f} is no number in a file. */
  static float parse(String text) {
    if (!text.isEmpty() && "fFdD".indexOf(text.charAt(text.length() - 1)) >= 0) {
      throw new NumberFormatException(text);
    }
    return Float.parseFloat(text);
  }

  /**
   * Refuses data that would not fit in memory, before it is allocated: {@code rows × columns}
   * floats, which a run holds up to three times (as read, standardised, with the bias).
   */
  static void checkSize(String file, long rows, long columns) {
    long most = Math.min(1 << 30, Runtime.getRuntime().maxMemory() / Float.BYTES / 4);
    if (rows > most / columns) {
      throw new InputException(
          file
              + ": "
              + rows
              + " rows of "
              + columns
              + " features are too large; this JVM's memory allows "
              + most
              + " numbers, 2^30 at most (raise -Xmx)");
    }
  }
}
