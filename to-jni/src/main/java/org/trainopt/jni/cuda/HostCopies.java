package org.trainopt.jni.cuda;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * Copies float32 elements between host memory and one device, behind the work on one stream. What
 * is on the heap goes through a buffer, made when first needed. Not thread-safe.
 */
final class HostCopies {
  /** Elements of the buffer at most: 1 MiB, large beside what a copy costs to begin. */
  private static final int CHUNK = 1 << 18;

  private final int device;
  private final long stream;
  private @Nullable FloatBuffer buffer;
  private long address;

  HostCopies(int device, long stream) {
    this.device = device;
    this.stream = stream;
  }

  /** To the device, from host memory at an address. */
  void in(long to, long from, long length) {
    if (length > 0) {
      CudaRuntime.check(CudaLibrary.copyIn(device, to, from, Float.BYTES * length, stream));
    }
  }

  /** From the device, to host memory at an address. */
  void out(long to, long from, long length) {
    if (length > 0) {
      CudaRuntime.check(CudaLibrary.copyOut(device, to, from, Float.BYTES * length, stream));
    }
  }

  /** To the device, from position to limit, which stay. */
  void in(long to, FloatBuffer from) {
    if (isPlain(from)) {
      try {
        in(to, address(from) + (long) Float.BYTES * from.position(), from.remaining());
      } finally {
        Reference.reachabilityFence(from);
      }
      return;
    }
    FloatBuffer through = buffer(from.remaining());
    for (int done = 0; done < from.remaining(); done += through.capacity()) {
      int count = Math.min(through.capacity(), from.remaining() - done);
      through.put(0, from, from.position() + done, count);
      in(to + (long) Float.BYTES * done, address, count);
    }
  }

  /** From the device, to what is between position and limit, which stay. */
  void out(FloatBuffer to, long from) {
    if (isPlain(to)) {
      try {
        out(address(to) + (long) Float.BYTES * to.position(), from, to.remaining());
      } finally {
        Reference.reachabilityFence(to);
      }
      return;
    }
    FloatBuffer through = buffer(to.remaining());
    for (int done = 0; done < to.remaining(); done += through.capacity()) {
      int count = Math.min(through.capacity(), to.remaining() - done);
      out(address, from + (long) Float.BYTES * done, count);
      to.put(to.position() + done, through, 0, count);
    }
  }

  private static boolean isPlain(FloatBuffer buffer) {
    return buffer.isDirect() && buffer.order() == ByteOrder.nativeOrder();
  }

  /** The address of a direct buffer's element 0. */
  static long address(FloatBuffer direct) {
    return new Pointer(direct).address();
  }

  private FloatBuffer buffer(int length) {
    int capacity = Math.max(1, Math.min(CHUNK, length));
    FloatBuffer there = buffer;
    if (there == null || there.capacity() < capacity) {
      there =
          ByteBuffer.allocateDirect(Float.BYTES * capacity)
              .order(ByteOrder.nativeOrder())
              .asFloatBuffer();
      buffer = there;
      address = address(there);
    }
    return there;
  }
}
