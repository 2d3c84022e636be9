package org.trainopt.experiments.task;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.trainopt.experiments.InputException;

/**
 * The rows of each step from a file: a line a step, 0-based row numbers separated by blanks or
 * commas.
 */
public final class BatchFile implements Batches {
  private static final Pattern SEPARATOR = Pattern.compile("[\\s,]+");

  private final int[][] batches;

  private BatchFile(int[][] batches) {
    this.batches = batches;
  }

  /**
   * Reads a file.
   *
   * @param file the file
   * @param rows the number of rows of the data
   * @param steps the number of steps that are needed; further lines are ignored
   * @throws InputException if it cannot be read, a number is no row, or lines are missing; the
   *     message names the line
   */
  public static BatchFile read(Path file, int rows, int steps) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      throw new InputException(
          file + ": the file of batches cannot be read (" + e.getClass().getSimpleName() + ")", e);
    }
    if (lines.size() < steps) {
      throw new InputException(
          file + ": " + lines.size() + " lines, but the run has " + steps + " steps, a line each");
    }
    int[][] batches = new int[steps][];
    for (int t = 0; t < steps; t++) {
      String line = lines.get(t).strip();
      String where = file + ":" + (t + 1) + ": ";
      if (line.isEmpty()) {
        throw new InputException(where + "an empty batch; each line needs at least one row number");
      }
      String[] parts = SEPARATOR.split(line, -1);
      batches[t] = new int[parts.length];
      for (int i = 0; i < parts.length; i++) {
        batches[t][i] = row(where, parts[i], rows);
      }
    }
    return new BatchFile(batches);
  }

  private static int row(String where, String text, int rows) {
    int row = -1;
    try {
      row = Integer.parseInt(text);
    } catch (NumberFormatException e) {
      // reported below
    }
    if (row < 0 || row >= rows) {
      throw new InputException(
          where + "\"" + text + "\" must be a row number from 0 to " + (rows - 1));
    }
    return row;
  }

  @Override
  public int largest() {
    int largest = 0;
    for (int[] batch : batches) {
      largest = Math.max(largest, batch.length);
    }
    return largest;
  }

  @Override
  public int next(int step, int[] to) {
    System.arraycopy(batches[step], 0, to, 0, batches[step].length);
    return batches[step].length;
  }
}
