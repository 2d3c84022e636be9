package org.trainopt.api;

import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * Where a tensor's float32 elements are. Optimizers work on the memory given, in place. A kernel
 * provider says which places it takes.
 */
public sealed interface Storage {

  /** The number of elements. */
  long length();

  /** Where the elements are. */
  Place place();

  /** A kind of memory. */
  enum Place {
    /** A {@code float[]}. */
    HEAP,
    /** Direct (off-heap) memory behind a {@link FloatBuffer}. */
    DIRECT,
    /** Host memory known by its address only. */
    ADDRESS,
    /** A CUDA device's memory. */
    DEVICE;

    /** Whether it is not the host's memory. */
    public boolean isDevice() {
      return this == DEVICE;
    }
  }

  static Storage of(float[] array) {
    return new Heap(array, 0, array.length);
  }

  /**
   * The buffer's elements from position to limit.
   *
   * @throws IllegalArgumentException if the buffer is read-only, a view of a heap {@code
   *     ByteBuffer}, or, being direct, not in the machine's byte order
   */
  static Storage of(FloatBuffer buffer) {
    return buffer.hasArray()
        ? new Heap(buffer.array(), buffer.arrayOffset() + buffer.position(), buffer.remaining())
        : new Direct(buffer.slice());
  }

  /**
   * Memory at an address. The caller keeps it alive and in place for as long as it is used; a wrong
   * address crashes the JVM.
   *
   * @param address of the first element, not 0, a multiple of 4
   * @param length in elements
   */
  static Storage ofAddress(long address, long length) {
    return new Address(address, length);
  }

  /**
   * Memory of a CUDA device. The caller keeps it alive for as long as it is used; a wrong address
   * ends in a CUDA error at best. Steps are queued on the stream behind the work that is there
   * already, and later work on it sees their results.
   *
   * @param address on the device, of the first element, not 0, a multiple of 4
   * @param length in elements
   * @param device the device's index, ≥ 0, as CUDA numbers them
   * @param stream the address of a {@code cudaStream_t}; 0: the default stream
   */
  static Storage ofDevice(long address, long length, int device, long stream) {
    return new Device(address, length, device, stream);
  }

  /**
   * Elements {@code [offset, offset + length)} of a heap array.
   *
   * @param array the array
   * @param offset of the first element
   * @param size the number of elements
   */
  record Heap(float[] array, int offset, int size) implements Storage {
    public Heap {
      if (offset < 0 || size < 0 || size > array.length - offset) {
        throw new IllegalArgumentException(
            "offset "
                + offset
                + " and size "
                + size
                + " reach outside an array of length "
                + array.length);
      }
    }

    @Override
    public long length() {
      return size;
    }

    @Override
    public Place place() {
      return Place.HEAP;
    }
  }

  /** A direct buffer in native order, all of it, whatever its position and limit. */
  record Direct(FloatBuffer buffer) implements Storage {
    public Direct {
      if (buffer.isReadOnly()) {
        throw new IllegalArgumentException(
            "buffer is read-only; weights and gradients must be writable");
      }
      if (!buffer.isDirect()) {
        throw new IllegalArgumentException(
            "buffer is a view of a heap ByteBuffer; give a float[], FloatBuffer.wrap(array) or a"
                + " direct buffer");
      }
      if (buffer.order() != ByteOrder.nativeOrder()) {
        throw new IllegalArgumentException(
            "buffer is "
                + buffer.order()
                + ", but this machine is "
                + ByteOrder.nativeOrder()
                + "; create it with ByteBuffer.order(ByteOrder.nativeOrder())");
      }
      buffer = buffer.duplicate().clear();
    }

    @Override
    public long length() {
      return buffer.capacity();
    }

    @Override
    public Place place() {
      return Place.DIRECT;
    }
  }

  /** See {@link Storage#ofAddress}. */
  record Address(long address, long length) implements Storage {
    public Address {
      Require.address(address);
      Require.atLeast("length", length, 0);
    }

    @Override
    public Place place() {
      return Place.ADDRESS;
    }
  }

  /** See {@link Storage#ofDevice}. */
  record Device(long address, long length, int device, long stream) implements Storage {
    public Device {
      Require.address(address);
      Require.atLeast("length", length, 0);
      Require.atLeast("device", device, 0);
    }

    @Override
    public Place place() {
      return Place.DEVICE;
    }
  }
}
