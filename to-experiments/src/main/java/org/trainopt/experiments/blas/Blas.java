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

  /** Float32 product; {@code transA}: A is stored k×m, {@code transB}: B is stored n×k. */
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
   * @throws IllegalStateException if the forced one cannot be had
   */
  static Blas best() {
    return BlasChoice.BEST;
  }
}
