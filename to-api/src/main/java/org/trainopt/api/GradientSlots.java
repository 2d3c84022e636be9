package org.trainopt.api;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Set;
import org.trainopt.kernel.KernelProvider;
import org.trainopt.kernel.StepPlan;

/**
 * Checks a step's gradients and puts them in their slots. An array or buffer is wrapped once for as
 * long as the same one is given, so that a step allocates nothing.
 */
final class GradientSlots {
  private final List<StepPlan.Slot> slots;
  private final KernelProvider provider;
  private final Set<Storage.Place> places;
  private final Storage[] gradients;

  /** What each gradient's storage was made from, with a buffer's position and limit. */
  private final Object[] sources;

  private final int[] positions;
  private final int[] limits;

  /**
   * @param gradients where the storages go, one a slot
   */
  GradientSlots(List<StepPlan.Slot> slots, KernelProvider provider, Storage[] gradients) {
    this.slots = slots;
    this.provider = provider;
    this.places = provider.places();
    this.gradients = gradients;
    this.sources = new Object[slots.size()];
    this.positions = new int[slots.size()];
    this.limits = new int[slots.size()];
  }

  void requireCount(int count) {
    if (count != gradients.length) {
      throw new IllegalArgumentException(
          "step needs one gradient a parameter, " + gradients.length + " in all, but got " + count);
    }
  }

  void set(int slot, float[] gradient) {
    if (sources[slot] != gradient) {
      set(slot, Storage.of(gradient));
      sources[slot] = gradient;
    }
  }

  void set(int slot, FloatBuffer gradient) {
    if (sources[slot] != gradient
        || positions[slot] != gradient.position()
        || limits[slot] != gradient.limit()) {
      set(slot, wrap(slot, gradient));
      sources[slot] = gradient;
      positions[slot] = gradient.position();
      limits[slot] = gradient.limit();
    }
  }

  void set(int slot, Storage gradient) {
    long length = slots.get(slot).weights().length();
    if (gradient.length() != length) {
      throw new IllegalArgumentException(
          what(slot) + " has " + gradient.length() + " elements, but the parameter has " + length);
    }
    if (!places.contains(gradient.place())) {
      throw OptimizerBuilder.wrongPlace(what(slot), gradient, provider);
    }
    Storage.Place home = slots.get(slot).weights().place();
    if (gradient.place().isDevice() != home.isDevice()) {
      throw new IllegalArgumentException(
          what(slot)
              + " is in place "
              + gradient.place()
              + ", but the parameter is in place "
              + home
              + "; both are on a device or both in host memory");
    }
    gradients[slot] = gradient;
    sources[slot] = gradient;
  }

  private Storage wrap(int slot, FloatBuffer gradient) {
    try {
      return Storage.of(gradient);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(what(slot) + ": " + e.getMessage(), e);
    }
  }

  private String what(int slot) {
    return "gradient of parameter \"" + slots.get(slot).name() + "\"";
  }
}
