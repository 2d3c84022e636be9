package org.trainopt.experiments.task;

import java.util.Arrays;
import java.util.function.IntFunction;
import org.trainopt.experiments.blas.Blas;

/**
 * {@link LogisticRegression}'s objective in double precision with its Hessian, for {@link
 * OptimumSolver}. With q_n ⊗ x_n the Kronecker product in w's layout,
 *
 * <pre>
 *   ∇F = (1/N) Σ x_n ⊗ (p_n − e_y) + λ w
 *   H  = (1/N) Σ x_n x_nᵀ ⊗ diag(p_n) − (1/N) Σ (x_n ⊗ p_n)(x_n ⊗ p_n)ᵀ + λ I
 * </pre>
 */
final class SoftmaxModel {
  private final Design design;
  private final double l2;
  private final Blas blas;
  private final int width;
  private final int classes;
  private final int d;
  private final double[][] chunks;

  /** softmax(Wᵀ x_n) at the weights of the last {@link #value}, chunk by chunk. */
  private final double[][] probabilities;

  SoftmaxModel(Design design, double l2, Blas blas) {
    this.design = design;
    this.l2 = l2;
    this.blas = blas;
    this.width = design.width();
    this.classes = design.classes();
    this.d = width * classes;
    this.chunks = new double[design.chunks()][];
    this.probabilities = new double[design.chunks()][];
    for (int c = 0; c < chunks.length; c++) {
      float[] x = design.chunk(c);
      chunks[c] = new double[x.length];
      for (int i = 0; i < x.length; i++) {
        chunks[c][i] = x[i];
      }
      probabilities[c] = new double[x.length / width * classes];
    }
  }

  int dimension() {
    return d;
  }

  /** F(w); writes ∇F(w), and keeps the probabilities for {@link #hessian}. */
  double value(double[] w, double[] gradient) {
    double loss = 0;
    Arrays.fill(gradient, 0);
    for (int c = 0; c < chunks.length; c++) {
      int rows = chunks[c].length / width;
      double[] p = probabilities[c];
      blas.dgemm(false, false, rows, classes, width, 1, chunks[c], w, 0, p);
      for (int i = 0; i < rows; i++) {
        loss += softmax(p, i * classes, design.label(c * Design.CHUNK + i));
      }
      double[] error = errors(c);
      blas.dgemm(true, false, width, classes, rows, 1, chunks[c], error, 1, gradient);
    }
    double squares = 0;
    for (int i = 0; i < d; i++) {
      gradient[i] = gradient[i] / design.rows() + l2 * w[i];
      squares += w[i] * w[i];
    }
    return loss / design.rows() + 0.5 * l2 * squares;
  }

  /** softmax − one-hot of a chunk. */
  private double[] errors(int c) {
    double[] error = probabilities[c].clone();
    for (int i = 0; i < error.length / classes; i++) {
      error[i * classes + design.label(c * Design.CHUNK + i)] -= 1;
    }
    return error;
  }

  private double softmax(double[] z, int at, int label) {
    double max = Double.NEGATIVE_INFINITY;
    for (int k = at; k < at + classes; k++) {
      max = Math.max(max, z[k]);
    }
    double margin = max - z[at + label];
    // The other classes' terms alone, so that a loss far below 1e-16 is still seen.
    double others = 0;
    for (int k = at; k < at + classes; k++) {
      z[k] = Math.exp(z[k] - max);
    }
    double sum = 0;
    for (int k = at; k < at + classes; k++) {
      sum += z[k];
      others += k == at + label ? 0 : z[k];
    }
    double loss = margin == 0 ? Math.log1p(others) : Math.log(sum) + margin;
    for (int k = at; k < at + classes; k++) {
      z[k] /= sum;
    }
    return loss;
  }

  /**
   * The most that a change of the weights moves a row's logit of one class against that of another.
   */
  double largestShift(double[] change) {
    double largest = 0;
    for (double[] chunk : chunks) {
      int rows = chunk.length / width;
      double[] shift = new double[rows * classes];
      blas.dgemm(false, false, rows, classes, width, 1, chunk, change, 0, shift);
      for (int i = 0; i < rows; i++) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int k = i * classes; k < (i + 1) * classes; k++) {
          low = Math.min(low, shift[k]);
          high = Math.max(high, shift[k]);
        }
        largest = Math.max(largest, high - low);
      }
    }
    return largest;
  }

  /** H at the weights of the last {@link #value}: d×d, row by row, exactly symmetric. */
  double[] hessian() {
    double[] hessian = gram(c -> probabilities[c], -1.0 / design.rows());
    double[] block = new double[width * width];
    for (int k = 0; k < classes; k++) {
      Arrays.fill(block, 0);
      for (int c = 0; c < chunks.length; c++) {
        double[] x = chunks[c];
        double[] scaled = new double[x.length];
        for (int i = 0; i < x.length; i++) {
          scaled[i] = x[i] * probabilities[c][i / width * classes + k];
        }
        int rows = x.length / width;
        blas.dgemm(true, false, width, width, rows, 1.0 / design.rows(), x, scaled, 1, block);
      }
      for (int i = 0; i < width; i++) {
        for (int j = 0; j < width; j++) {
          hessian[(i * classes + k) * d + j * classes + k] += block[i * width + j];
        }
      }
    }
    for (int i = 0; i < d; i++) {
      hessian[i * d + i] += l2;
      for (int j = 0; j < i; j++) {
        hessian[j * d + i] = hessian[i * d + j]; // rounding is not the same on both sides
      }
    }
    return hessian;
  }

  /**
   * tr(M Σ) with Σ = (1/N) Σ g_n g_nᵀ the covariance of the rows' gradients g_n = x_n ⊗ (p_n − e_y)
   * + λ w at the minimum.
   */
  double noiseTrace(double[] w, double[][] m) {
    double[] covariance = gram(this::errors, 1.0 / design.rows());
    double trace = 0;
    for (int i = 0; i < d; i++) {
      for (int j = 0; j < d; j++) {
        // The mean of x_n ⊗ (p_n − e_y) is −λw there, so the cross terms leave −λ² w wᵀ.
        trace += m[i][j] * (covariance[i * d + j] - l2 * l2 * w[i] * w[j]);
      }
    }
    return trace;
  }

  /** {@code factor · Σ_n (x_n ⊗ q_n)(x_n ⊗ q_n)ᵀ}, with the q_n of a chunk row by row. */
  private double[] gram(IntFunction<double[]> q, double factor) {
    double[] gram = new double[d * d];
    for (int c = 0; c < chunks.length; c++) {
      int rows = chunks[c].length / width;
      double[] right = q.apply(c);
      double[] product = new double[rows * d];
      for (int n = 0; n < rows; n++) {
        for (int j = 0; j < width; j++) {
          double x = chunks[c][n * width + j];
          for (int k = 0; k < classes; k++) {
            product[n * d + j * classes + k] = x * right[n * classes + k];
          }
        }
      }
      blas.dgemm(true, false, d, d, rows, factor, product, product, 1, gram);
    }
    return gram;
  }
}
