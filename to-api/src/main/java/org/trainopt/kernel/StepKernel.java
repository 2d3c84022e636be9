package org.trainopt.kernel;

import java.util.List;

/**
 * Steps one plan and holds its state. Not thread-safe.
 *
 * <p><b>The exactness rule.</b> Every kernel gives the same bits, with any number of threads and
 * any vector width:
 *
 * <ul>
 *   <li>Element-wise arithmetic is float32 with one rounding per operation, in the order written in
 *       the Java kernels; scalars are derived in double and rounded once. Division and square root
 *       are correctly rounded.
 *   <li>Dot products and Full-TO's update of A use a fused multiply-add.
 *   <li>State in bfloat16 is widened exactly, worked on in float32 and rounded to nearest, ties to
 *       even, where it is stored; the step itself uses the values before that rounding.
 *   <li>Full-TO with corrections kept: {@code p_i = A_i w} rounded to float (0 before the first
 *       flush), then {@code p_i ← fma(F_s[i], c_s, p_i)} over the corrections s in ascending order
 *       with {@code c_s = W_s w} rounded to float; a flush is {@code A_ij ← fma(F_s[i], W_s[j],
 *       A_ij)} likewise.
 *   <li>A dot product over a tensor is cut into blocks of 1024 consecutive elements. In a block,
 *       lane j of 32 accumulates the elements ≡ j (mod 32) in ascending order from zero, {@code
 *       lane ← fma(x, y, lane)}; the lanes meet in a binary tree (j += j + 16, then 8, 4, 2, 1).
 *       Block sums are added in double in ascending order, over tensors in their order, and rounded
 *       to float once.
 * </ul>
 */
public interface StepKernel extends AutoCloseable {
  /** Makes one step, all tensors and all phases, or none of it; the context says which. */
  void step(StepContext context);

  /** The state arrays, in a fixed order. */
  List<StateArray> arrays();

  /** Copies a state array out; {@code to} has its length. */
  void read(int array, float[] to);

  /** Copies a state array in; {@code from} has its length. */
  void write(int array, float[] from);

  /**
   * Copies out Ĝ of a slot as the last reported step used it, before scaling; {@code to} has the
   * slot's length.
   */
  void readEstimate(int slot, float[] to);

  /** The bytes of state held, without weights, gradients and scratch. */
  default long stateBytes() {
    return arrays().stream().mapToLong(array -> array.length() * array.bytesPerElement()).sum();
  }

  /** Releases the state. Idempotent. */
  @Override
  void close();

  /**
   * One array of state.
   *
   * @param owner the parameter's name, or {@code group NAME} where it runs over a whole group
   * @param name {@code a}, {@code b}, {@code u}, {@code v}, {@code s}, or of Full-TO {@code A}
   *     (d×d, row by row) and, where corrections are kept, {@code F} and {@code W} (a row −α r and
   *     w of length d each) and {@code corrections} (how many there are; 1 if A was flushed before)
   * @param length in elements
   * @param bytesPerElement as it is held; {@link #read} and {@link #write} take floats always
   */
  record StateArray(String owner, String name, long length, int bytesPerElement) {}
}
