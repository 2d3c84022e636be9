package org.trainopt.experiments.task;

import org.trainopt.experiments.blas.Blas;

/**
 * Multinomial logistic (softmax) regression with L2,
 *
 * <pre>F(w) = (1/N) Σ_n −log softmax(Wᵀ x_n)[y_n] + λ/2 ‖w‖²</pre>
 *
 * where x_n ends in a 1, so that W's last row is the bias. All of W is one vector w of length
 * (columns + 1) · classes, row by row: the weights of feature j for all classes lie side by side. λ
 * applies to all of it.
 */
public final class LogisticRegression implements Objective {
  private final Design design;
  private final double l2;
  private final Blas blas;
  private final int classes;
  private final int width;
  private final float[] batch;
  private final float[] logits;

  /**
   * @param design the data
   * @param l2 λ, ≥ 0
   * @param maxBatch the largest batch of {@link #batchGradient}
   * @param blas for the products
   */
  public LogisticRegression(Design design, double l2, int maxBatch, Blas blas) {
    this.design = design;
    this.l2 = l2;
    this.blas = blas;
    this.classes = design.classes();
    this.width = design.width();
    this.batch = new float[maxBatch * width];
    this.logits = new float[Math.max(maxBatch, Design.CHUNK) * classes];
  }

  @Override
  public int dimension() {
    return width * classes;
  }

  @Override
  public double batchGradient(float[] weights, int[] rows, int count, float[] gradient) {
    for (int i = 0; i < count; i++) {
      design.copyRow(rows[i], batch, i * width);
    }
    blas.sgemm(false, false, count, classes, width, 1f, batch, weights, 0f, logits);
    double loss = 0;
    for (int i = 0; i < count; i++) {
      loss += toError(i * classes, design.label(rows[i]));
    }
    blas.sgemm(true, false, width, classes, count, 1f / count, batch, logits, 0f, gradient);
    if (l2 != 0) {
      float lambda = (float) l2;
      for (int i = 0; i < gradient.length; i++) {
        gradient[i] += lambda * weights[i];
      }
    }
    return loss / count + penalty(weights);
  }

  /** Turns a row of logits into softmax − one-hot and returns its −log softmax[label]. */
  private double toError(int at, int label) {
    float[] z = logits;
    float max = max(at);
    double labelLogit = z[at + label];
    double sum = 0;
    for (int k = at; k < at + classes; k++) {
      double e = Math.exp((double) z[k] - max);
      sum += e;
      z[k] = (float) e;
    }
    float scale = (float) (1 / sum);
    for (int k = at; k < at + classes; k++) {
      z[k] *= scale;
    }
    z[at + label] -= 1f;
    return Math.log(sum) + max - labelLogit;
  }

  @Override
  public double loss(float[] weights) {
    double loss = 0;
    for (int c = 0; c < design.chunks(); c++) {
      float[] x = design.chunk(c);
      int rows = x.length / width;
      blas.sgemm(false, false, rows, classes, width, 1f, x, weights, 0f, logits);
      for (int i = 0; i < rows; i++) {
        int at = i * classes;
        float max = max(at);
        double sum = 0;
        for (int k = at; k < at + classes; k++) {
          sum += Math.exp((double) logits[k] - max);
        }
        loss += Math.log(sum) + max - logits[at + design.label(c * Design.CHUNK + i)];
      }
    }
    return loss / design.rows() + penalty(weights);
  }

  private float max(int at) {
    float max = logits[at];
    for (int k = at + 1; k < at + classes; k++) {
      max = Math.max(max, logits[k]); // NaN wins, and so reaches the loss
    }
    return max;
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
