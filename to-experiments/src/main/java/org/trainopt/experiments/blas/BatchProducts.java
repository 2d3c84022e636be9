package org.trainopt.experiments.blas;

/**
 * The two products of a linear model's gradient over a batch of rows, in float32: scores Wᵀ x of
 * every row, and Σ x eᵀ over the rows. The batch is copied in once and used by both. Scores and
 * errors have one value a class and row, <em>class by class</em> (that of class k and row i at
 * {@code k * count + i}), so that loops over rows run along memory; W and the gradient are width ×
 * classes, row by row.
 *
 * <p>An instance has memory of its own: one thread at a time. Single-threaded, so that runs can be
 * made in parallel; the same inputs give the same bits. Nothing is allocated after it was made.
 */
public interface BatchProducts {
  /**
   * Copies consecutive rows into the batch.
   *
   * @param at the place in the batch of the first of them
   * @param count how many
   * @param from rows × width, row by row
   * @param offset where the first of them begins in {@code from}
   */
  void setRows(int at, int count, float[] from, int offset);

  /**
   * The scores of the batch's first {@code count} rows.
   *
   * @param weights W, width × classes
   * @param count how many rows
   * @param scores overwritten up to classes · count
   */
  void scores(float[] weights, int count, float[] scores);

  /**
   * {@code factor · Σ x eᵀ} over the batch's first {@code count} rows.
   *
   * @param errors classes × count
   * @param count how many rows
   * @param factor multiplies the sum
   * @param gradient width × classes, overwritten
   */
  void gradient(float[] errors, int count, float factor, float[] gradient);
}
