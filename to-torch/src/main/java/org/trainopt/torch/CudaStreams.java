package org.trainopt.torch;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.bytedeco.javacpp.Pointer;

/**
 * LibTorch's current CUDA streams. They are asked for by reflection and only for CUDA tensors: the
 * classes behind them are not there without the CUDA artifacts, and fail to load without a driver.
 */
final class CudaStreams {
  private CudaStreams() {}

  private static final class Holder {
    static final Method CURRENT = method("org.bytedeco.pytorch.global.torch_cuda");

    private static Method method(String global) {
      try {
        return Class.forName(global).getMethod("getCurrentCUDAStream", byte.class);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("LibTorch's CUDA classes cannot be had: " + e, e);
      }
    }
  }

  /**
   * The address of the {@code cudaStream_t} that LibTorch queues a device's work on; 0: the default
   * stream.
   *
   * @throws IllegalStateException if the classes do not load
   */
  static long current(int device) {
    try {
      Object stream = Holder.CURRENT.invoke(null, (byte) device);
      Pointer handle = (Pointer) stream.getClass().getMethod("stream").invoke(stream);
      return handle == null ? 0 : handle.address(); // JavaCPP has null for address 0
    } catch (ReflectiveOperationException | LinkageError e) {
      Throwable cause = e instanceof InvocationTargetException ? e.getCause() : e;
      throw new IllegalStateException(
          "the current CUDA stream cannot be had; is org.bytedeco:cuda on the class path? " + cause,
          e);
    }
  }
}
