package org.trainopt.experiments.task;

import org.trainopt.experiments.data.Dataset;

/**
 * A data set as a design matrix: the features of a row and a final 1 for the bias, in chunks of
 * rows. Immutable, shared by the objectives of all threads.
 */
public final class Design {
  /** Rows a chunk; the last may have fewer. A power of two. */
  static final int CHUNK = 1024;

  private final Dataset data;
  private final int width;
  private final float[][] chunks;

  public Design(Dataset data) {
    this.data = data;
    this.width = data.columns() + 1;
    this.chunks = new float[(data.rows() + CHUNK - 1) / CHUNK][];
    for (int c = 0; c < chunks.length; c++) {
      int rows = Math.min(CHUNK, data.rows() - c * CHUNK);
      chunks[c] = new float[rows * width];
      for (int i = 0; i < rows; i++) {
        int from = (c * CHUNK + i) * data.columns();
        System.arraycopy(data.features(), from, chunks[c], i * width, data.columns());
        chunks[c][(i + 1) * width - 1] = 1f;
      }
    }
  }

  int rows() {
    return data.rows();
  }

  int classes() {
    return data.classes();
  }

  /** Features and bias. */
  int width() {
    return width;
  }

  int label(int row) {
    return data.labels()[row];
  }

  int chunks() {
    return chunks.length;
  }

  /** Rows × width, row by row. */
  float[] chunk(int index) {
    return chunks[index];
  }
}
