package org.trainopt.check.problem;

import java.util.SplittableRandom;
import org.hipparchus.linear.RealMatrix;

/**
 * L2-regularised softmax regression on made-up data, one weight vector a class: {@code f_n(W) = log
 * Σ_k e^{w_kᵀx} − w_yᵀx}.
 */
public final class Softmax extends FiniteSum {
  private final int classes;
  private final double[][] x;
  private final int[] y;

  /**
   * Draws the data: a Gaussian cloud a class around a centre of norm about 1, overlapping, with a
   * constant feature.
   *
   * @param examples N
   * @param features without the constant one
   * @param classes C; the problem has C·(features + 1) weights
   * @param lambda λ > 0
   * @param gamma the schedules' γ
   */
  public Softmax(
      String name, int examples, int features, int classes, double lambda, double gamma) {
    super(name, classes * (features + 1), examples, lambda);
    this.classes = classes;
    SplittableRandom random = new SplittableRandom(13);
    double[][] centre = new double[classes][features];
    for (double[] row : centre) {
      for (int i = 0; i < features; i++) {
        row[i] = random.nextGaussian() / Math.sqrt(features);
      }
    }
    x = new double[examples][features + 1];
    y = new int[examples];
    for (int n = 0; n < examples; n++) {
      y[n] = n % classes;
      for (int i = 0; i < features; i++) {
        x[n][i] = centre[y[n]][i] + random.nextGaussian();
      }
      x[n][features] = 1;
    }
    solve(gamma);
  }

  @Override
  public String description() {
    return "L2 softmax regression, N = "
        + examples()
        + ", "
        + classes
        + " classes, d = "
        + dimension()
        + ", λ = "
        + lambda()
        + ", batches of "
        + BATCH;
  }

  /** The class probabilities of example n. */
  private double[] probabilities(double[] w, int n) {
    double[] row = x[n];
    double[] p = new double[classes];
    double sum = 0;
    for (int k = 0; k < classes; k++) {
      double z = 0;
      for (int i = 0; i < row.length; i++) {
        z += w[k * row.length + i] * row[i];
      }
      p[k] = Math.exp(z);
      sum += p[k];
    }
    for (int k = 0; k < classes; k++) {
      p[k] /= sum;
    }
    return p;
  }

  @Override
  void addGradient(double[] w, int n, double scale, double[] gradient) {
    double[] p = probabilities(w, n);
    p[y[n]] -= 1;
    double[] row = x[n];
    for (int k = 0; k < classes; k++) {
      double factor = scale * p[k];
      for (int i = 0; i < row.length; i++) {
        gradient[k * row.length + i] += factor * row[i];
      }
    }
  }

  @Override
  RealMatrix hessian(double[] w) {
    int d = dimension();
    double[][] h = new double[d][d];
    for (int n = 0; n < examples(); n++) {
      double[] p = probabilities(w, n);
      int m = x[n].length;
      for (int i = 0; i < d; i++) {
        for (int j = 0; j <= i; j++) {
          double weight = (i / m == j / m ? p[i / m] : 0) - p[i / m] * p[j / m];
          h[i][j] += weight * x[n][i % m] * x[n][j % m] / examples();
        }
      }
    }
    return regularized(h);
  }

  @Override
  double exampleGradientBound() {
    double largest = 0;
    for (double[] row : x) {
      double squares = 0;
      for (double value : row) {
        squares += value * value;
      }
      largest = Math.max(largest, Math.sqrt(2 * squares)); // ‖p − e_y‖ ≤ √2
    }
    return largest;
  }
}
