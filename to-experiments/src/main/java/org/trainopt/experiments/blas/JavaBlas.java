package org.trainopt.experiments.blas;

import java.util.Arrays;

/**
 * Plain Java: the innermost loop runs over consecutive elements of C and B (or of A and B), so that
 * it vectorises.
 */
final class JavaBlas implements Blas {
  private final String reason;

  JavaBlas(String reason) {
    this.reason = reason;
  }

  @Override
  public String name() {
    return "java";
  }

  @Override
  public String reason() {
    return reason;
  }

  @Override
  public void sgemm(
      boolean transA,
      boolean transB,
      int m,
      int n,
      int k,
      float alpha,
      float[] a,
      float[] b,
      float beta,
      float[] c) {
    for (int i = 0; i < m; i++) {
      int row = i * n;
      if (beta == 0) {
        Arrays.fill(c, row, row + n, 0f); // whatever C held, NaN included
      } else {
        for (int j = 0; j < n; j++) {
          c[row + j] *= beta;
        }
      }
      for (int l = 0; l < k && !transB; l++) {
        float factor = alpha * (transA ? a[l * m + i] : a[i * k + l]);
        for (int j = 0; j < n; j++) {
          c[row + j] += factor * b[l * n + j];
        }
      }
      for (int j = 0; j < n && transB; j++) {
        float sum = 0;
        for (int l = 0; l < k; l++) {
          sum += (transA ? a[l * m + i] : a[i * k + l]) * b[j * k + l];
        }
        c[row + j] += alpha * sum;
      }
    }
  }

  @Override
  public void dgemm(
      boolean transA,
      boolean transB,
      int m,
      int n,
      int k,
      double alpha,
      double[] a,
      double[] b,
      double beta,
      double[] c) {
    for (int i = 0; i < m; i++) {
      int row = i * n;
      if (beta == 0) {
        Arrays.fill(c, row, row + n, 0.0);
      } else {
        for (int j = 0; j < n; j++) {
          c[row + j] *= beta;
        }
      }
      for (int l = 0; l < k && !transB; l++) {
        double factor = alpha * (transA ? a[l * m + i] : a[i * k + l]);
        for (int j = 0; j < n; j++) {
          c[row + j] += factor * b[l * n + j];
        }
      }
      for (int j = 0; j < n && transB; j++) {
        double sum = 0;
        for (int l = 0; l < k; l++) {
          sum += (transA ? a[l * m + i] : a[i * k + l]) * b[j * k + l];
        }
        c[row + j] += alpha * sum;
      }
    }
  }
}
