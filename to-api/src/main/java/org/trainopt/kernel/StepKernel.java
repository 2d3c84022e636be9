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
  long stateBytes();

  /** Releases the state. Idempotent. */
  @Override
  void close();

  /**
   * One array of state.
   *
   * @param owner the parameter's name, or {@code group NAME} where it runs over a whole group
   * @param name {@code a}, {@code b}, {@code u}, {@code v}, {@code s}, or {@code A} (d×d, row by
   *     row)
   * @param length in elements
   */
  record StateArray(String owner, String name, long length) {}
}
