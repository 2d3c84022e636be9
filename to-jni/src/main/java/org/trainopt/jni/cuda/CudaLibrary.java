package org.trainopt.jni.cuda;

import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.annotation.Cast;
import org.bytedeco.javacpp.annotation.Name;
import org.bytedeco.javacpp.annotation.NoException;
import org.bytedeco.javacpp.annotation.Platform;

/**
 * The C interface of the CUDA kernels, as JavaCPP binds it: {@code native/include/trainopt_cuda.h},
 * which says what each call does. Nothing here checks its arguments, and nothing may be called
 * before {@link CudaRuntime} has loaded the library.
 */
@Platform(include = "trainopt_cuda.h", library = CudaLibrary.NAME)
@NoException
final class CudaLibrary {
  static final String NAME = "jniTrainoptCuda";

  /** Outcomes of a step, beside those of the native kernels. */
  static final int DONE = 0;

  static final int NON_FINITE = 1;
  static final int UNSTABLE_GAIN = 2;
  static final int FAILED = 4;

  /** Errors of {@link #create}. */
  static final int OUT_OF_MEMORY = 3;

  static final int CREATE_FAILED = 4;

  /** Fields of a {@code to_cuda_device_info}. */
  static final int COMPUTE_CAPABILITY = 0;

  static final int MULTIPROCESSORS = 1;
  static final int TOTAL_BYTES = 2;
  static final int FREE_BYTES = 3;
  static final int DEVICE_FIELDS = 4;

  /** A {@code to_result}: places of its doubles, then of its whole numbers, 8 bytes each. */
  static final int GAIN = 0;

  static final int GRADIENT_SQUARES = 1;
  static final int ESTIMATE_SQUARES = 2;
  static final int ERROR_SQUARES = 3;
  static final int SLOT = 4;
  static final int ELEMENT = 5;
  static final int RESULTS = 6;

  private CudaLibrary() {}

  @Name("to_cuda_error")
  static native String error();

  @Name("to_cuda_runtime_version")
  static native int runtimeVersion();

  @Name("to_cuda_driver_version")
  static native int driverVersion(int[] version);

  @Name("to_cuda_device_count")
  static native int deviceCount(int[] count);

  @Name("to_cuda_device")
  static native int device(int device, @Cast("to_cuda_device_info*") long[] fields);

  @Name("to_cuda_device_name")
  static native int deviceName(int device, @Cast("char*") byte[] name, int length);

  @Name("to_cuda_allocate")
  static native int allocate(int device, long bytes, @Cast("int64_t*") long[] address);

  @Name("to_cuda_free")
  static native int free(int device, long address);

  @Name("to_cuda_copy_in")
  static native int copyIn(
      int device, long to, @Cast("const void*") long from, long bytes, long stream);

  @Name("to_cuda_copy_out")
  static native int copyOut(int device, @Cast("void*") long to, long from, long bytes, long stream);

  @Name("to_cuda_stream_create")
  static native int streamCreate(int device, @Cast("int64_t*") long[] stream);

  @Name("to_cuda_stream_destroy")
  static native int streamDestroy(int device, long stream);

  @Name("to_cuda_synchronize")
  static native int synchronize(int device, long stream);

  /**
   * A kernel's address, or 0 with the reason in {@code error}. The arrays are C structs, field by
   * field.
   */
  @Name("to_cuda_create")
  static native @Cast("jlong") long create(
      @Cast("const to_options*") int[] options,
      @Cast("const to_limits*") double[] limits,
      @Cast("const to_group*") int[] groups,
      @Cast("const to_slot*") long[] slots,
      int device,
      int[] error);

  @Name("to_cuda_destroy")
  static native void destroy(@Cast("to_cuda_kernel*") long kernel);

  /** Two addresses a tensor: its weights, its gradients. */
  @Name("to_cuda_tensors")
  static native @Cast("int64_t*") LongPointer tensors(@Cast("to_cuda_kernel*") long kernel);

  @Name("to_cuda_step")
  static native int step(
      @Cast("to_cuda_kernel*") long kernel,
      @Cast("const to_scalars*") long scalars,
      int first,
      int report,
      int wait,
      long stream,
      @Cast("to_result*") long result);

  @Name("to_cuda_array_count")
  static native int arrayCount(@Cast("to_cuda_kernel*") long kernel);

  @Name("to_cuda_array_at")
  static native void arrayAt(
      @Cast("to_cuda_kernel*") long kernel, int index, @Cast("to_array*") long[] fields);

  @Name("to_cuda_read")
  static native int read(@Cast("to_cuda_kernel*") long kernel, int index, float[] to);

  @Name("to_cuda_write")
  static native int write(
      @Cast("to_cuda_kernel*") long kernel, int index, @Cast("const float*") float[] from);

  @Name("to_cuda_read_estimate")
  static native int readEstimate(@Cast("to_cuda_kernel*") long kernel, int slot, float[] to);
}
