package org.trainopt.api;

import java.nio.FloatBuffer;

/**
 * A named tensor of weights. The optimizer updates the memory given, in place.
 *
 * @param name unique among an optimizer's parameters; parameter groups, messages and snapshots use
 *     it
 * @param weights where the weights are
 */
public record Parameter(String name, Storage weights) {
  public Parameter {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a parameter's name must not be blank");
    }
  }

  /** Weights in a heap array, used in place. */
  public static Parameter of(String name, float[] weights) {
    return new Parameter(name, Storage.of(weights));
  }

  /**
   * Weights from a buffer's position to its limit, used in place; see {@link
   * Storage#of(FloatBuffer)}.
   */
  public static Parameter of(String name, FloatBuffer weights) {
    try {
      return new Parameter(name, Storage.of(weights));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("parameter \"" + name + "\": " + e.getMessage(), e);
    }
  }
}
