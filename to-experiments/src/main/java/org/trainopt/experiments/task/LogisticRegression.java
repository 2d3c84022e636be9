package org.trainopt.experiments.task;

import org.trainopt.experiments.blas.BatchProducts;
import org.trainopt.experiments.blas.Blas;

/**
 * Multinomial logistic (softmax) regression with L2,
 *
 * <pre>F(w) = (1/N) Σ_n −log softmax(Wᵀ x_n)[y_n] + λ/2 ‖w‖²</pre>
 *
 * where x_n ends in a 1, so that W's last row is the bias. All of W is one vector w of length
 * (columns + 1) · classes, row by row: the weights of feature j for all classes lie side by side. λ
 * applies to all of it.
 *
 * <p>A gradient has four parts, {@link #gather}, {@link #score}, {@link #compare} and {@link
 * #differentiate}, in this order; they are there one by one to be timed.
 */
public final class LogisticRegression implements Objective {
  /** Rows that {@link #loss} takes at a time: they stay in cache from one part to the next. */
  private static final int TILE = 256;

  private final Design design;
  private final double l2;
  private final int classes;
  private final int width;
  private final BatchProducts products;
  private final CrossEntropy crossEntropy;
  private final int[] labels;

  /** Scores, then errors. */
  private final float[] scores;

  /**
   * @param design the data
   * @param l2 λ, ≥ 0
   * @param maxBatch the largest batch of {@link #batchGradient}
   * @param blas for the products
   */
  public LogisticRegression(Design design, double l2, int maxBatch, Blas blas) {
    this.design = design;
    this.l2 = l2;
    this.classes = design.classes();
    this.width = design.width();
    int rows = Math.max(maxBatch, TILE);
    this.products = blas.batchProducts(rows, width, classes);
    this.crossEntropy = new CrossEntropy(rows, classes);
    this.labels = new int[rows];
    this.scores = new float[rows * classes];
  }

  @Override
  public int dimension() {
    return width * classes;
  }

  @Override
  public double batchGradient(float[] weights, int[] rows, int count, float[] gradient) {
    return gradientOnly(weights, rows, count, gradient) + penalty(weights);
  }

  @Override
  public double gradientOnly(float[] weights, int[] rows, int count, float[] gradient) {
    gather(rows, count);
    score(weights, count);
    double loss = compare(count);
    differentiate(weights, count, gradient);
    return loss / count;
  }

  /** Copies a batch's rows and labels. */
  public void gather(int[] rows, int count) {
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      products.setRows(i, 1, design.chunk(row / Design.CHUNK), row % Design.CHUNK * width);
      labels[i] = design.label(row);
    }
  }

  /** Wᵀ x of the rows that were gathered. */
  public void score(float[] weights, int count) {
    products.scores(weights, count, scores);
  }

  /** Softmax − one-hot of the scores; returns the sum of the rows' losses. */
  public double compare(int count) {
    return crossEntropy.toErrors(scores, labels, count);
  }

  /** The gradient, from what {@link #compare} left. */
  public void differentiate(float[] weights, int count, float[] gradient) {
    products.gradient(scores, count, 1f / count, gradient);
    if (l2 != 0) {
      float lambda = (float) l2;
      for (int i = 0; i < gradient.length; i++) {
        gradient[i] += lambda * weights[i];
      }
    }
  }

  @Override
  public double loss(float[] weights) {
    double loss = 0;
    for (int from = 0; from < design.rows(); from += TILE) {
      int count = Math.min(TILE, design.rows() - from);
      products.setRows(0, count, design.chunk(from / Design.CHUNK), from % Design.CHUNK * width);
      for (int i = 0; i < count; i++) {
        labels[i] = design.label(from + i);
      }
      score(weights, count);
      loss += crossEntropy.loss(scores, labels, count);
    }
    return loss / design.rows() + penalty(weights);
  }

  private double penalty(float[] weights) {
    if (l2 == 0) {
      return 0;
    }
    double squares = 0;
    for (float weight : weights) {
      squares += (double) weight * weight;
    }
    return 0.5 * l2 * squares;
  }
}
