package org.trainopt.jni.cuda;

/**
 * A queue of a device's work: what is queued on one stream is done in order. Close it after the
 * tensors and optimizers that use it.
 */
public final class CudaStream implements AutoCloseable {
  private final int device;
  private final boolean owned;
  private long address;

  private CudaStream(int device, boolean owned, long address) {
    this.device = device;
    this.owned = owned;
    this.address = address;
  }

  /**
   * A new stream.
   *
   * @param device the device's index, as CUDA numbers them
   * @throws IllegalStateException if there is no CUDA library
   * @throws CudaException if there is no such device
   */
  public static CudaStream create(int device) {
    CudaRuntime.requireLibrary();
    long[] address = new long[1];
    CudaRuntime.check(CudaLibrary.streamCreate(device, address));
    return new CudaStream(device, true, address[0]);
  }

  /** A device's default stream. */
  public static CudaStream defaultOf(int device) {
    return new CudaStream(device, false, 0);
  }

  /**
   * A stream that somebody else made and will destroy, such as LibTorch's.
   *
   * @param address of its {@code cudaStream_t}; 0: the default stream
   */
  public static CudaStream at(long address, int device) {
    return new CudaStream(device, false, address);
  }

  public int device() {
    return device;
  }

  /** The address of the {@code cudaStream_t}; 0: the default stream. */
  public long address() {
    return address;
  }

  /**
   * Waits for the work queued so far.
   *
   * @throws CudaException if some of it failed
   */
  public void synchronize() {
    CudaRuntime.requireLibrary();
    CudaRuntime.check(CudaLibrary.synchronize(device, address));
  }

  /** Destroys a stream that was created here, once its work is done. Idempotent. */
  @Override
  public void close() {
    if (owned && address != 0) {
      CudaRuntime.note(CudaLibrary.streamDestroy(device, address));
      address = 0;
    }
  }
}
