package org.trainopt.experiments.task;

import java.util.Arrays;

/**
 * −log softmax(z)[label] of many rows and its derivative. Scores are float32, class by class (that
 * of class k and row i at {@code k * count + i}); the exponentials' sums and the losses are double.
 *
 * <p>Exponentials are taken relative to the label's own score: then those of a well-fitted row are
 * 1 and some small numbers, whose sum loses nothing, and the loss is the logarithm of that sum
 * alone. (Elsewhere a probability has the rounding of a difference of two scores, as it has that of
 * the scores.) Where a sum could overflow, because a label's score is far below another's, they are
 * taken relative to the row's largest score.
 */
final class CrossEntropy {
  /** Sums above may hold an exponential that was cut off at {@link SoftmaxExponentials#HIGHEST}. */
  private static final double LARGEST_SUM = 5e34;

  /** A product of sums above is replaced by its logarithm before it overflows. */
  private static final double LARGEST_PRODUCT = 1e200;

  private final int classes;
  private final SoftmaxExponentials exponentials;
  private final float[] exponential;
  private final float[] perScore;
  private final double[] sums;

  /**
   * @param rows the most rows
   * @param classes the number of classes
   */
  CrossEntropy(int rows, int classes) {
    this.classes = classes;
    this.exponentials = new SoftmaxExponentials(rows * classes);
    this.exponential = new float[rows * classes];
    this.perScore = new float[rows * classes];
    this.sums = new double[rows];
  }

  /** The sum of the first {@code count} rows' losses. */
  double loss(float[] scores, int[] labels, int count) {
    for (int i = 0; i < count; i++) {
      perScore[i] = scores[labels[i] * count + i];
    }
    exponentiate(scores, count);
    double loss = 0;
    if (!areSafe(count)) {
      for (int i = 0; i < count; i++) {
        float largest = largest(scores, i, count);
        loss += (double) largest - scores[labels[i] * count + i];
        perScore[i] = largest;
      }
      exponentiate(scores, count);
    }
    double product = 1;
    for (int i = 0; i < count; i++) {
      product *= sums[i]; // one logarithm for many rows
      if (product > LARGEST_PRODUCT) {
        loss += Math.log(product);
        product = 1;
      }
    }
    return loss + Math.log(product);
  }

  /** Replaces the scores by softmax − one-hot and returns {@link #loss}. */
  double toErrors(float[] scores, int[] labels, int count) {
    double loss = loss(scores, labels, count);
    for (int i = 0; i < count; i++) {
      perScore[i] = (float) (1 / sums[i]);
    }
    spread(perScore, count, count * classes);
    multiply(exponential, perScore, scores, count * classes);
    for (int i = 0; i < count; i++) {
      scores[labels[i] * count + i] -= 1f;
    }
    return loss;
  }

  private void exponentiate(float[] scores, int count) {
    spread(perScore, count, count * classes);
    exponentials.compute(scores, perScore, exponential, count * classes);
    Arrays.fill(sums, 0, count, 0);
    for (int k = 0; k < classes; k++) {
      addRow(exponential, k * count, sums, count);
    }
  }

  private boolean areSafe(int count) {
    boolean safe = true;
    for (int i = 0; i < count; i++) {
      safe &= sums[i] <= LARGEST_SUM; // not NaN either
    }
    return safe;
  }

  private float largest(float[] scores, int row, int count) {
    float largest = scores[row];
    for (int k = 1; k < classes; k++) {
      largest = Math.max(largest, scores[k * count + row]); // NaN wins, and so reaches the loss
    }
    return largest;
  }

  /**
   * Repeats the first {@code count} values up to {@code total}: one long loop over all scores then
   * does what would be a short one a class.
   */
  private static void spread(float[] values, int count, int total) {
    for (int have = count; have < total; have *= 2) {
      System.arraycopy(values, 0, values, have, Math.min(have, total - have));
    }
  }

  private static void addRow(float[] from, int at, double[] to, int count) {
    for (int i = 0; i < count; i++) {
      to[i] += from[at + i];
    }
  }

  private static void multiply(float[] x, float[] y, float[] to, int count) {
    for (int i = 0; i < count; i++) {
      to[i] = x[i] * y[i];
    }
  }
}
