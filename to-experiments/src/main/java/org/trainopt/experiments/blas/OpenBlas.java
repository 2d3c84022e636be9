package org.trainopt.experiments.blas;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;

import org.bytedeco.openblas.global.openblas_nolapack;

/** OpenBLAS through bytedeco's preset. */
final class OpenBlas implements Blas {
  OpenBlas() {
    org.bytedeco.openblas.presets.openblas_nolapack.blas_set_num_threads(1);
  }

  @Override
  public String name() {
    return "openblas";
  }

  @Override
  public String reason() {
    return openblas_nolapack.OPENBLAS_VERSION.strip() + ", one thread";
  }

  @Override
  public BatchProducts batchProducts(int rows, int width, int classes) {
    return new OpenBlasProducts(rows, width, classes);
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
    openblas_nolapack.cblas_dgemm(
        CblasRowMajor,
        transA ? CblasTrans : CblasNoTrans,
        transB ? CblasTrans : CblasNoTrans,
        m,
        n,
        k,
        alpha,
        a,
        transA ? m : k,
        b,
        transB ? k : n,
        beta,
        c,
        n);
  }
}
