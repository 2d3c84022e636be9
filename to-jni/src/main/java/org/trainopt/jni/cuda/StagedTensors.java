package org.trainopt.jni.cuda;

import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.List;
import org.trainopt.api.Storage;
import org.trainopt.kernel.StepPlan;

/**
 * Weights and gradients in host memory, of which a device holds copies. All are copied in before
 * each step, since the weights are their owner's to change between steps; weights are copied out
 * after.
 */
final class StagedTensors implements Tensors {
  /** Elements between tensors' beginnings: 256 bytes, as CUDA aligns its own memory. */
  private static final long ALIGNMENT = 64;

  private final List<StepPlan.Slot> slots;
  private final int device;
  private final long stream;

  /** The copies, weights first; 0 once it is freed. */
  private long block;

  private final long[] copies;

  /** What heap and direct storages are copied as; weights first. */
  private final FloatBuffer[] buffers;

  private final Storage[] storages;
  private final HostCopies transfers;

  StagedTensors(List<StepPlan.Slot> slots, int device) {
    this.slots = slots;
    this.device = device;
    int count = slots.size();
    storages = new Storage[2 * count];
    buffers = new FloatBuffer[2 * count];
    copies = new long[2 * count];
    long elements = 0;
    for (int i = 0; i < copies.length; i++) {
      Storage weights = slots.get(i % count).weights();
      copies[i] = Float.BYTES * elements;
      elements += (weights.length() / ALIGNMENT + 1) * ALIGNMENT;
      if (i < count) {
        place(i, weights, "parameter \"");
      }
    }
    long[] made = new long[1];
    CudaRuntime.check(CudaLibrary.streamCreate(device, made));
    stream = made[0];
    int status = CudaLibrary.allocate(device, Float.BYTES * elements, made);
    if (status != 0) {
      CudaException failure = CudaRuntime.failure(status);
      CudaRuntime.note(CudaLibrary.streamDestroy(device, stream));
      throw failure;
    }
    block = made[0];
    for (int i = 0; i < copies.length; i++) {
      copies[i] += block;
    }
    transfers = new HostCopies(device, stream);
  }

  /** Notes where a storage is. */
  private void place(int at, Storage storage, String what) {
    if (storage instanceof Storage.Device) {
      throw new IllegalArgumentException(
          what
              + slots.get(at % slots.size()).name()
              + "\" is on a device, but the weights of \""
              + slots.get(0).name()
              + "\" are in host memory; one optimizer's tensors are all on a device or all in host"
              + " memory");
    }
    storages[at] = storage;
    buffers[at] = buffer(storage);
  }

  private static FloatBuffer buffer(Storage storage) {
    if (storage instanceof Storage.Heap there) {
      return FloatBuffer.wrap(there.array(), there.offset(), there.size());
    }
    return storage instanceof Storage.Direct there ? there.buffer() : FloatBuffer.allocate(0);
  }

  @Override
  public int device() {
    return device;
  }

  @Override
  public long stream() {
    return stream;
  }

  @Override
  public void before(Storage[] gradients, LongBuffer addresses) {
    int count = gradients.length;
    for (int k = 0; k < count; k++) {
      if (storages[count + k] != gradients[k]) {
        place(count + k, gradients[k], "gradient of parameter \"");
      }
    }
    for (int i = 0; i < copies.length; i++) {
      if (storages[i] instanceof Storage.Address there) {
        transfers.in(copies[i], there.address(), there.length());
      } else {
        transfers.in(copies[i], buffers[i]);
      }
      addresses.put(i < count ? 2 * i : 2 * (i - count) + 1, copies[i]);
    }
  }

  @Override
  public void after() {
    for (int k = 0; k < slots.size(); k++) {
      if (storages[k] instanceof Storage.Address there) {
        transfers.out(there.address(), copies[k], there.length());
      } else {
        transfers.out(buffers[k], copies[k]);
      }
    }
  }

  @Override
  public boolean isCopied() {
    return true;
  }

  @Override
  public void free() {
    if (block != 0) {
      CudaRuntime.note(CudaLibrary.free(device, block));
      CudaRuntime.note(CudaLibrary.streamDestroy(device, stream));
      block = 0;
    }
  }
}
