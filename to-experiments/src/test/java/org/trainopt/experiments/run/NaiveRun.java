package org.trainopt.experiments.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.trainopt.experiments.data.Dataset;

/**
 * Softmax regression and the optimizers once more, in double precision, straight from the equations
 * and with no code of the product but the data reader: the independent implementation that runs are
 * held against. v₀ has all entries 1/√d.
 */
final class NaiveRun {
  record Line(double loss, double gradNorm, double estimateNorm, double weightNorm) {}

  String estimator = "stochastic";
  String scaling = "none";
  boolean predictFirst;
  boolean normalized;
  boolean biasCorrection;
  double eta;
  double alpha;
  double beta;
  double l2;

  private final double[][] x;
  private final int[] labels;
  private final int classes;
  private final int width;
  final double[] w;

  NaiveRun(Dataset data) {
    labels = data.labels();
    classes = data.classes();
    width = data.columns() + 1;
    x = new double[data.rows()][width];
    for (int i = 0; i < data.rows(); i++) {
      for (int j = 0; j < data.columns(); j++) {
        x[i][j] = data.features()[i * data.columns() + j];
      }
      x[i][width - 1] = 1;
    }
    w = new double[classes * width];
  }

  /** The loss over some rows; adds its gradient to {@code g}. */
  double loss(int[] rows, double[] g) {
    double loss = 0;
    for (int row : rows) {
      double[] z = new double[classes];
      double max = Double.NEGATIVE_INFINITY;
      for (int k = 0; k < classes; k++) {
        for (int j = 0; j < width; j++) {
          z[k] += w[k * width + j] * x[row][j];
        }
        max = Math.max(max, z[k]);
      }
      double sum = 0;
      for (int k = 0; k < classes; k++) {
        sum += Math.exp(z[k] - max);
      }
      loss += (Math.log(sum) + max - z[labels[row]]) / rows.length;
      for (int k = 0; k < classes; k++) {
        double p = Math.exp(z[k] - max) / sum - (k == labels[row] ? 1 : 0);
        for (int j = 0; j < width; j++) {
          g[k * width + j] += p * x[row][j] / rows.length;
        }
      }
    }
    for (int i = 0; i < w.length; i++) {
      loss += 0.5 * l2 * w[i] * w[i];
      g[i] += l2 * w[i];
    }
    return loss;
  }

  double finalLoss() {
    int[] all = new int[x.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = i;
    }
    return loss(all, new double[w.length]);
  }

  List<Line> run(int[][] batches) {
    int d = w.length;
    double[][] fullA = estimator.equals("full") ? new double[d][d] : new double[0][];
    double[] a = new double[d];
    double[] u = new double[d];
    double[] v = new double[d];
    Arrays.fill(v, 1 / Math.sqrt(d));
    double[] b = new double[d];
    double[] s = new double[d];
    List<Line> lines = new ArrayList<>();
    for (int t = 0; t < batches.length; t++) {
      double[] g = new double[d];
      double loss = loss(batches[t], g);
      double[] before = apply(fullA, a, u, v, b);
      double[] r = new double[d];
      for (int i = 0; i < d; i++) {
        r[i] = before[i] - g[i];
      }
      train(fullA, a, u, v, b, r);
      double[] estimate = predictFirst ? before : apply(fullA, a, u, v, b);
      if (estimator.equals("stochastic")) {
        estimate = g.clone();
      }
      if (biasCorrection) {
        double factor = 1 / (1 - Math.pow(1 - beta, t + 1));
        for (int i = 0; i < d; i++) {
          estimate[i] *= factor;
        }
      }
      for (int i = 0; i < d; i++) {
        w[i] -= eta * estimate[i] / scale(s, i, g[i], t);
      }
      lines.add(new Line(loss, norm(g), norm(estimate), norm(w)));
    }
    return lines;
  }

  private double[] apply(double[][] fullA, double[] a, double[] u, double[] v, double[] b) {
    double[] p = b.clone();
    double vw = dot(v, w);
    for (int i = 0; i < p.length; i++) {
      switch (estimator) {
        case "diagonal" -> p[i] += a[i] * w[i];
        case "rank-one" -> p[i] += u[i] * vw;
        case "full" -> p[i] += dot(fullA[i], w);
        default -> {}
      }
    }
    return p;
  }

  private void train(double[][] fullA, double[] a, double[] u, double[] v, double[] b, double[] r) {
    double ww = dot(w, w);
    double vw = dot(v, w);
    double uu = dot(u, u);
    double ur = dot(u, r);
    for (int i = 0; i < b.length; i++) {
      b[i] -= beta * r[i];
      switch (estimator) {
        case "diagonal" -> a[i] -= (normalized ? alpha / (1 + w[i] * w[i]) : alpha) * r[i] * w[i];
        case "rank-one" -> {
          u[i] -= (normalized ? alpha / (1 + vw * vw) : alpha) * vw * r[i];
          v[i] -= (normalized ? alpha / (1 + uu * ww) : alpha) * ur * w[i];
        }
        case "full" -> {
          double step = normalized ? alpha / (1 + ww) : alpha;
          for (int j = 0; j < b.length; j++) {
            fullA[i][j] -= step * r[i] * w[j];
          }
        }
        default -> {}
      }
    }
  }

  private double scale(double[] s, int i, double g, int t) {
    switch (scaling) {
      case "adagrad" -> {
        s[i] += g * g;
        return Math.sqrt(s[i]) + 1e-10;
      }
      case "rmsprop" -> {
        s[i] = 0.99 * s[i] + 0.01 * g * g;
        return Math.sqrt(s[i]) + 1e-8;
      }
      case "adam" -> {
        s[i] = 0.999 * s[i] + 0.001 * g * g;
        return Math.sqrt(s[i] / (1 - Math.pow(0.999, t + 1))) + 1e-8;
      }
      default -> {
        return 1;
      }
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static double norm(double[] a) {
    return Math.sqrt(dot(a, a));
  }
}
