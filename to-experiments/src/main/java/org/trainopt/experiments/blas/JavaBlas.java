package org.trainopt.experiments.blas;

/**
 * Plain Java. The innermost loop adds four rows of B to a row of C, so that it vectorises and C
 * passes through once for four; B is taken by blocks of rows that stay in cache. A transposed B
 * (rare here) takes plain dot products.
 */
final class JavaBlas implements Blas {
  private static final int BLOCK = 64;

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
  public BatchProducts batchProducts(int rows, int width, int classes) {
    return new JavaProducts(rows, width, classes);
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
    for (int i = 0; i < m * n; i++) {
      c[i] = beta == 0 ? 0 : beta * c[i]; // with β = 0 whatever C held, NaN included
    }
    int rowStride = transA ? 1 : k;
    int stride = transA ? m : 1;
    if (transB) {
      for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++) {
          double sum = 0;
          for (int l = 0; l < k; l++) {
            sum += a[i * rowStride + l * stride] * b[j * k + l];
          }
          c[i * n + j] += alpha * sum;
        }
      }
      return;
    }
    for (int from = 0; from < k; from += BLOCK) {
      int to = Math.min(k, from + BLOCK);
      for (int i = 0; i < m; i++) {
        int l = from;
        for (; l + 4 <= to; l += 4) {
          int at = i * rowStride + l * stride;
          double a0 = alpha * a[at];
          double a1 = alpha * a[at + stride];
          double a2 = alpha * a[at + 2 * stride];
          double a3 = alpha * a[at + 3 * stride];
          int b0 = l * n;
          int b1 = b0 + n;
          int b2 = b1 + n;
          int b3 = b2 + n;
          for (int j = 0; j < n; j++) {
            c[i * n + j] += a0 * b[b0 + j] + a1 * b[b1 + j] + a2 * b[b2 + j] + a3 * b[b3 + j];
          }
        }
        for (; l < to; l++) {
          double factor = alpha * a[i * rowStride + l * stride];
          for (int j = 0; j < n; j++) {
            c[i * n + j] += factor * b[l * n + j];
          }
        }
      }
    }
  }
}
