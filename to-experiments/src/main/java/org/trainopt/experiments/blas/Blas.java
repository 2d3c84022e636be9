package org.trainopt.experiments.blas;

/**
 * The matrix products that gradients need, row-major: {@code C ← α op(A) op(B) + β C} with {@code
 * op(A)} m×k, {@code op(B)} k×n, C m×n, tightly packed. Single-threaded, so that runs can be made
 * in parallel; the same inputs give the same bits.
 */
public interface Blas {
  /** {@code openblas} or {@code java}. */
  String name();

  /** The library's version, or why it is not OpenBLAS. */
  String reason();

  /**
   * Float32 product.
   *
   * @param transA A is stored k×m and used transposed
   * @param transB B is stored n×k and used transposed
   * @param beta 0: C is overwritten, whatever it held
   */
  void sgemm(
      boolean transA,
      boolean transB,
      int m,
      int n,
      int k,
      float alpha,
      float[] a,
      float[] b,
      float beta,
      float[] c);

  /** Float64 product; see {@link #sgemm}. */
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
