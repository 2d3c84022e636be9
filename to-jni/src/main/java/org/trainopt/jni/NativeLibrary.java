package org.trainopt.jni;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.annotation.Cast;
import org.bytedeco.javacpp.annotation.Name;
import org.bytedeco.javacpp.annotation.NoException;
import org.bytedeco.javacpp.annotation.Platform;
import org.bytedeco.javacpp.annotation.Raw;

/**
 * The C interface of the kernels, as JavaCPP binds it: {@code native/include/trainopt.h}, and the
 * crossing of a step in {@code trainopt_jni.h}. Nothing here checks its arguments; {@link
 * NativeStepKernel} does.
 */
@Platform(
    include = {"trainopt.h", "trainopt_jni.h"},
    library = NativeLibrary.NAME)
@NoException
final class NativeLibrary {
  static final String NAME = "jniTrainopt";

  /** Outcomes of a step. */
  static final int DONE = 0;

  static final int NON_FINITE = 1;
  static final int UNSTABLE_GAIN = 2;

  /** Errors of {@link #create}. */
  static final int OUT_OF_MEMORY = 3;

  /** Flags of {@link #step}. */
  static final int FIRST = 1;

  static final int REPORT = 2;

  /** Places in the results. */
  static final int GAIN = 0;

  static final int GRADIENT_SQUARES = 1;
  static final int ESTIMATE_SQUARES = 2;
  static final int ERROR_SQUARES = 3;
  static final int SLOT = 4;
  static final int ELEMENT = 5;
  static final int RESULTS = 6;

  private NativeLibrary() {}

  @Name("to_isa_available")
  static native int isaAvailable(int isa);

  /**
   * A kernel's address, or 0 with the reason in {@code error}. The arrays are C structs, field by
   * field.
   */
  @Name("to_create")
  static native @Cast("jlong") long create(
      @Cast("const to_options*") int[] options,
      @Cast("const to_limits*") double[] limits,
      @Cast("const to_group*") int[] groups,
      @Cast("const to_slot*") long[] slots,
      int[] error);

  /**
   * Wraps a kernel for {@link #step}; 0, with the kernel destroyed, if there is no memory.
   *
   * @param shared the address of the results, the scalars and the places, one after the other, 8
   *     bytes each
   */
  @Name("trainopt_bind")
  static native @Cast("jlong") long bind(@Cast("to_kernel*") long kernel, long shared);

  /** Destroys a wrapped kernel. */
  @Name("trainopt_unbind")
  static native void unbind(@Cast("trainopt_binding*") long binding);

  @Name("trainopt_step")
  static native int step(
      @Cast("trainopt_binding*") long binding, @Raw(withEnv = true) Object[] arrays, int flags);

  @Name("trainopt_address")
  static native long address(@Raw(withEnv = true) FloatBuffer buffer);

  @Name("to_array_count")
  static native int arrayCount(@Cast("to_kernel*") long kernel);

  @Name("to_array_at")
  static native void arrayAt(
      @Cast("to_kernel*") long kernel, int index, @Cast("to_array*") long[] fields);

  @Name("to_read")
  static native void read(@Cast("to_kernel*") long kernel, int index, float[] to);

  @Name("to_write")
  static native void write(
      @Cast("to_kernel*") long kernel, int index, @Cast("const float*") float[] from);

  @Name("to_read_estimate")
  static native void readEstimate(@Cast("to_kernel*") long kernel, int slot, float[] to);
}
