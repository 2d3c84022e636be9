package org.trainopt.jni.cuda;

import java.nio.LongBuffer;
import java.util.List;
import org.trainopt.api.Storage;
import org.trainopt.kernel.StepPlan;

/** Weights and gradients in a device's memory: their addresses are handed on. */
final class ResidentTensors implements Tensors {
  private final List<StepPlan.Slot> slots;
  private final Storage.Device home;
  private final long[] weights;

  ResidentTensors(List<StepPlan.Slot> slots) {
    this.slots = slots;
    home = (Storage.Device) slots.get(0).weights();
    weights = new long[slots.size()];
    for (int k = 0; k < weights.length; k++) {
      weights[k] = require("parameter \"", k, slots.get(k).weights());
    }
  }

  /** The address of a tensor that is where the first slot's weights are. */
  private long require(String what, int slot, Storage storage) {
    if (storage instanceof Storage.Device there
        && there.device() == home.device()
        && there.stream() == home.stream()) {
      return there.address();
    }
    String name = slots.get(slot).name();
    throw new IllegalArgumentException(
        what
            + name
            + "\" is "
            + where(storage)
            + ", but the weights of \""
            + slots.get(0).name()
            + "\" are "
            + where(home)
            + "; all weights and gradients of an optimizer are on one device and one stream");
  }

  private static String where(Storage storage) {
    return storage instanceof Storage.Device there
        ? "on device " + there.device() + ", stream 0x" + Long.toHexString(there.stream())
        : "in place " + storage.place();
  }

  @Override
  public int device() {
    return home.device();
  }

  @Override
  public long stream() {
    return home.stream();
  }

  @Override
  public void before(Storage[] gradients, LongBuffer addresses) {
    for (int k = 0; k < weights.length; k++) {
      addresses.put(2 * k, weights[k]);
      addresses.put(2 * k + 1, require("gradient of parameter \"", k, gradients[k]));
    }
  }

  @Override
  public void after() {}

  @Override
  public boolean isCopied() {
    return false;
  }

  @Override
  public void free() {}
}
