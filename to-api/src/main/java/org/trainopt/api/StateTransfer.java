package org.trainopt.api;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.trainopt.kernel.StepKernel;

/** Copies the state of a kernel and of the parameter groups out and back in. */
final class StateTransfer {
  private final Scope scope;
  private final GroupSettings[] groups;
  private final StepKernel kernel;

  StateTransfer(Scope scope, GroupSettings[] groups, StepKernel kernel) {
    this.scope = scope;
    this.groups = groups;
    this.kernel = kernel;
  }

  OptimizerState read(long step) {
    Map<String, float[]> arrays = new TreeMap<>();
    List<StepKernel.StateArray> list = kernel.arrays();
    for (int i = 0; i < list.size(); i++) {
      float[] values = new float[Math.toIntExact(list.get(i).length())];
      kernel.read(i, values);
      arrays.put(key(list.get(i)), values);
    }
    return new OptimizerState(step, scope, arrays, products());
  }

  /** The arrays of one owner, by their names. */
  Map<String, float[]> read(String owner) {
    Map<String, float[]> arrays = new TreeMap<>();
    List<StepKernel.StateArray> list = kernel.arrays();
    for (int i = 0; i < list.size(); i++) {
      if (list.get(i).owner().equals(owner)) {
        float[] values = new float[Math.toIntExact(list.get(i).length())];
        kernel.read(i, values);
        arrays.put(list.get(i).name(), values);
      }
    }
    return arrays;
  }

  /** Checks everything before it changes anything. */
  void write(OptimizerState state) {
    if (state.scope() != scope) {
      throw new IllegalArgumentException(
          "the state was made with scope " + state.scope() + ", but the spec has " + scope);
    }
    Map<String, Double> products = state.products();
    if (!products.keySet().equals(products().keySet())) {
      throw new IllegalArgumentException(
          "the state does not fit: it has the running products "
              + products.keySet()
              + ", but the optimizer's parameter groups have "
              + products().keySet());
    }
    float[][] contents = contents(state.arrays());
    for (int i = 0; i < contents.length; i++) {
      kernel.write(i, contents[i]);
    }
    for (GroupSettings group : groups) {
      group.restore(
          requireNonNull(products.get(estimateKey(group))),
          requireNonNull(products.get(scaleKey(group))));
    }
  }

  /** The state's arrays in the kernel's order. */
  private float[][] contents(Map<String, float[]> arrays) {
    List<StepKernel.StateArray> list = kernel.arrays();
    float[][] contents = new float[list.size()][];
    for (int i = 0; i < contents.length; i++) {
      StepKernel.StateArray array = list.get(i);
      float[] values = arrays.remove(key(array));
      if (values == null || values.length != array.length()) {
        throw new IllegalArgumentException(
            "the state does not fit: it has "
                + (values == null ? "no array" : values.length + " elements in array")
                + " \""
                + key(array)
                + "\", but the optimizer has one of "
                + array.length());
      }
      if (array.name().equals("corrections")) {
        // after b, F and W
        requireCount(key(array), values, list.get(i - 1).length(), list.get(i - 3).length());
      }
      contents[i] = values;
    }
    if (!arrays.isEmpty()) {
      throw new IllegalArgumentException(
          "the state does not fit: the optimizer has no array " + arrays.keySet());
    }
    return contents;
  }

  /** Corrections fill less than their room; it may be larger than the kernel's own. */
  private static void requireCount(String key, float[] values, long room, long d) {
    float count = values[0];
    if (!(count >= 0 && (long) count < room / d && count == Math.rint(count))
        || (values[1] != 0 && values[1] != 1)) {
      throw new IllegalArgumentException(
          "the state does not fit: \""
              + key
              + "\" must be a count from 0 to below "
              + room / d
              + " and 0 or 1, but is "
              + count
              + " and "
              + values[1]);
    }
  }

  private Map<String, Double> products() {
    Map<String, Double> products = new TreeMap<>();
    for (GroupSettings group : groups) {
      products.put(estimateKey(group), group.estimateProduct());
      products.put(scaleKey(group), group.scaleProduct());
    }
    return products;
  }

  private static String key(StepKernel.StateArray array) {
    return array.owner() + "/" + array.name();
  }

  private static String estimateKey(GroupSettings group) {
    return group.name() + "/estimate";
  }

  private static String scaleKey(GroupSettings group) {
    return group.name() + "/scale";
  }
}
