package org.trainopt.experiments.blas;

/**
 * The matrix products that gradients and minima need. Single-threaded, so that runs can be made in
 * parallel; the same inputs give the same bits.
 */
public interface Blas {
  /** {@code openblas} or {@code java}. */
  String name();

  /** The library's version, or why it is not OpenBLAS. */
  String reason();

  /**
   * The float32 products of gradients over batches, with memory of its own.
   *
   * @param rows the largest batch
   * @param width features a row
   * @param classes the number of classes
   */
  BatchProducts batchProducts(int rows, int width, int classes);

  /**
   * Float64 product {@code C ← α op(A) op(B) + β C}, row-major, tightly packed, with {@code op(A)}
   * m×k, {@code op(B)} k×n and C m×n.
   *
   * @param transA A is stored k×m and used transposed
   * @param transB B is stored n×k and used transposed
   * @param beta 0: C is overwritten, whatever it held
   */
  void dgemm(
      boolean transA,
      boolean transB,
      int m,
      int n,
      int k,
      double alpha,
      double[] a,
      double[] b,
      double beta,
      double[] c);

  /**
   * OpenBLAS if it loads, else Java; {@code -Dtrainopt.blas=openblas|java} forces one.
   *
   * @throws org.trainopt.experiments.InputException if the forced one cannot be had; the message
   *     says why
   */
  static Blas best() {
    return BlasChoice.best();
  }
}
