package org.trainopt.check.problem;

import java.util.SplittableRandom;
import org.hipparchus.linear.RealMatrix;

/** L2-regularised logistic regression on made-up data: {@code f_n(w) = log(1 + e^{−y xᵀw})}. */
public final class Logistic extends FiniteSum {
  private final double[][] x;

  /**
   * Draws the data: x standard normal, and y = ±1 by a logistic model with weights of norm 1.5.
   *
   * @param examples N
   * @param dimension d
   * @param lambda λ > 0
   * @param gamma the schedules' γ
   */
  public Logistic(String name, int examples, int dimension, double lambda, double gamma) {
    super(name, dimension, examples, lambda);
    SplittableRandom random = new SplittableRandom(11);
    x = new double[examples][dimension];
    double size = 1.5 / Math.sqrt(dimension);
    for (double[] row : x) {
      double margin = 0;
      for (int i = 0; i < dimension; i++) {
        row[i] = random.nextGaussian();
        margin += (i % 2 == 0 ? size : -size) * row[i];
      }
      // The label goes into the row: xᵀw is only ever needed as y xᵀw.
      if (random.nextDouble() >= sigmoid(margin)) {
        for (int i = 0; i < dimension; i++) {
          row[i] = -row[i];
        }
      }
    }
    solve(gamma);
  }

  private static double sigmoid(double z) {
    return 1 / (1 + Math.exp(-z));
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  @Override
  public String description() {
    return "L2 logistic regression, N = "
        + examples()
        + ", d = "
        + dimension()
        + ", λ = "
        + lambda()
        + ", batches of "
        + BATCH;
  }

  @Override
  void addGradient(double[] w, int n, double scale, double[] gradient) {
    double factor = -scale * sigmoid(-dot(x[n], w));
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] += factor * x[n][i];
    }
  }

  @Override
  RealMatrix hessian(double[] w) {
    int d = dimension();
    double[][] h = new double[d][d];
    for (double[] row : x) {
      double p = sigmoid(dot(row, w));
      double weight = p * (1 - p) / examples();
      for (int i = 0; i < d; i++) {
        for (int j = 0; j <= i; j++) {
          h[i][j] += weight * row[i] * row[j];
        }
      }
    }
    return regularized(h);
  }

  @Override
  double exampleGradientBound() {
    double largest = 0;
    for (double[] row : x) {
      largest = Math.max(largest, Math.sqrt(dot(row, row)));
    }
    return largest;
  }
}
