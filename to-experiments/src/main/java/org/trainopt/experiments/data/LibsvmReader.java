package org.trainopt.experiments.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.trainopt.experiments.InputException;

/**
 * LIBSVM (SVMlight) text: {@code label index:value …} with 1-based ascending indices; features not
 * named are 0. Labels are classes in sorted order of their text, as in CSV.
 */
final class LibsvmReader {
  private static final Pattern BLANKS = Pattern.compile("\\s+");
  private static final int MOST_FEATURES = 10_000_000;

  private LibsvmReader() {}

  static Dataset read(String file, BufferedReader in) throws IOException {
    List<String> labels = new ArrayList<>();
    List<int[]> indices = new ArrayList<>();
    List<float[]> values = new ArrayList<>();
    int columns = 0;
    long number = 0;
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      number++;
      int comment = line.indexOf('#');
      String text = (comment < 0 ? line : line.substring(0, comment)).strip();
      if (text.isEmpty()) {
        continue;
      }
      String[] parts = BLANKS.split(text, -1);
      int[] index = new int[parts.length - 1];
      float[] value = new float[parts.length - 1];
      for (int k = 0; k < index.length; k++) {
        String pair = parts[k + 1];
        int colon = pair.indexOf(':');
        index[k] = colon < 0 ? -1 : index(pair.substring(0, colon));
        if (index[k] < 1) {
          throw new InputException(
              file
                  + ":"
                  + number
                  + ": \""
                  + pair
                  + "\" must be index:value with an index from 1 to "
                  + MOST_FEATURES);
        }
        if (k > 0 && index[k] <= index[k - 1]) {
          throw new InputException(
              file
                  + ":"
                  + number
                  + ": index "
                  + index[k]
                  + " follows "
                  + index[k - 1]
                  + ", but indices must ascend");
        }
        value[k] =
            RowCollector.number(file, number, "feature " + index[k], pair.substring(colon + 1));
        columns = Math.max(columns, index[k]);
      }
      labels.add(parts[0]);
      indices.add(index);
      values.add(value);
    }
    return dense(file, labels, indices, values, columns);
  }

  private static int index(String text) {
    try {
      int index = Integer.parseInt(text);
      return index > MOST_FEATURES ? -1 : index;
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private static Dataset dense(
      String file, List<String> labels, List<int[]> indices, List<float[]> values, int columns) {
    if (!labels.isEmpty() && columns == 0) {
      throw new InputException(file + ": no line has a feature");
    }
    RowCollector.checkSize(file, labels.size(), Math.max(1, columns));
    float[] features = new float[labels.size() * columns];
    for (int i = 0; i < labels.size(); i++) {
      for (int k = 0; k < indices.get(i).length; k++) {
        features[i * columns + indices.get(i)[k] - 1] = values.get(i)[k];
      }
    }
    return Dataset.of(file, features, labels);
  }
}
