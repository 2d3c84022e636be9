package org.trainopt.experiments.bench;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;

import java.util.SplittableRandom;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas_nolapack;

/**
 * What Full-TO costs at least when it is written with a BLAS: {@code A w} by {@code gemv} and,
 * unless only the product is asked for, the update of A by {@code ger}; nothing else.
 */
final class GemvGer extends Stepper {
  /** Rows a power of two apart meet in the same sets of a cache; padded, ger is a little faster. */
  private static final int PADDING = 16;

  private final boolean updates;
  private final int stride;
  private final int d;
  private final FloatPointer matrix;
  private final FloatPointer weights;
  private final FloatPointer product;
  private final FloatPointer residual;

  GemvGer(int d, int threads, boolean updates) {
    this.updates = updates;
    org.bytedeco.openblas.presets.openblas_nolapack.blas_set_num_threads(threads);
    SplittableRandom random = new SplittableRandom(1);
    this.d = d;
    stride = d + PADDING;
    matrix = new FloatPointer(Tensors.uniform(d * stride, 0.01, random));
    weights = new FloatPointer(Tensors.uniform(d, 0.01, random));
    product = new FloatPointer(Tensors.zeros(d));
    residual = new FloatPointer(Tensors.uniform(d, 0.5, random));
  }

  @Override
  void step() {
    openblas_nolapack.cblas_sgemv(
        CblasRowMajor, CblasNoTrans, d, d, 1, matrix, stride, weights, 1, 0, product, 1);
    if (updates) {
      openblas_nolapack.cblas_sger(
          CblasRowMajor, d, d, -1e-6f, residual, 1, weights, 1, matrix, stride);
    }
  }

  @Override
  public void close() {
    matrix.close();
  }
}
