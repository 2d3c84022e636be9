package org.trainopt.jni.cuda;

import java.nio.FloatBuffer;
import org.trainopt.api.Storage;

/**
 * float32 elements in a device's memory, for weights and gradients that stay there. Copies go
 * behind the work queued on the tensor's stream, and what is queued after them sees them.
 *
 * <p>Nothing but {@link #close} frees the memory: an optimizer knows only its address, so that it
 * must not go while a {@link #storage} is in use. Not thread-safe.
 */
public final class DeviceTensor implements AutoCloseable {
  private final long length;
  private final CudaStream stream;
  private final HostCopies copies;
  private long address;

  private DeviceTensor(long length, CudaStream stream, long address) {
    this.length = length;
    this.stream = stream;
    this.address = address;
    copies = new HostCopies(stream.device(), stream.address());
  }

  /**
   * All zeros, on a device's default stream.
   *
   * @param length in elements, ≥ 0
   * @param device the device's index, as CUDA numbers them
   * @throws IllegalStateException if there is no CUDA library
   * @throws CudaException if there is no such device or not enough memory
   */
  public static DeviceTensor allocate(long length, int device) {
    return allocate(length, CudaStream.defaultOf(device));
  }

  /** All zeros, on a stream and its device; see {@link #allocate(long, int)}. */
  public static DeviceTensor allocate(long length, CudaStream stream) {
    if (length < 0 || length > Long.MAX_VALUE / Float.BYTES) {
      throw new IllegalArgumentException(
          "length must be >= 0 and within memory, but was " + length);
    }
    CudaRuntime.requireLibrary();
    long[] address = new long[1];
    // An empty tensor has an address, too.
    long bytes = Float.BYTES * Math.max(1, length);
    CudaRuntime.check(CudaLibrary.allocate(stream.device(), bytes, address));
    return new DeviceTensor(length, stream, address[0]);
  }

  /** The number of elements. */
  public long length() {
    return length;
  }

  /** The device's index. */
  public int device() {
    return stream.device();
  }

  /** For parameters and gradients; valid until this is closed. */
  public Storage storage() {
    requireOpen();
    return Storage.ofDevice(address, length, stream.device(), stream.address());
  }

  /** Copies all elements in. */
  public void copyFrom(float... from) {
    copyFrom(FloatBuffer.wrap(from));
  }

  /** Copies all elements in, from position to limit, which stay. */
  public void copyFrom(FloatBuffer from) {
    requireOpen();
    requireLength(from.remaining());
    copies.in(address, from);
  }

  /** Copies all elements out, once the work queued so far is done. */
  public void copyTo(float[] to) {
    copyTo(FloatBuffer.wrap(to));
  }

  /** Copies all elements out, to what is between position and limit, which stay. */
  public void copyTo(FloatBuffer to) {
    requireOpen();
    requireLength(to.remaining());
    copies.out(to, address);
  }

  private void requireLength(long given) {
    if (given != length) {
      throw new IllegalArgumentException(
          "the tensor has " + length + " elements, but there are " + given + " to copy");
    }
  }

  private void requireOpen() {
    if (address == 0) {
      throw new IllegalStateException("the tensor is closed");
    }
  }

  /** Frees the memory, once the device's work is done. Idempotent. */
  @Override
  public void close() {
    if (address != 0) {
      CudaRuntime.note(CudaLibrary.free(stream.device(), address));
      address = 0;
    }
  }
}
