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

  int rows() {
    return labels.size();
  }

  Dataset finish() {
    return Dataset.of(file, Arrays.copyOf(features, size), labels);
  }

  /** A finite number, or an error that names the line and the column. */
  static float number(String file, long line, String column, String text) {
    float value;
    try {
      value = Float.parseFloat(text);
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
}
