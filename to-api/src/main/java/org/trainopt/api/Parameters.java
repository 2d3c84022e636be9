package org.trainopt.api;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The tensors one optimizer trains, in a fixed order: gradients are passed to {@link
 * Optimizer#step} in the same order.
 *
 * @param list the parameters, names unique, all on a device or all in host memory
 */
public record Parameters(List<Parameter> list) {
  public Parameters {
    list = List.copyOf(list);
    if (list.isEmpty()) {
      throw new IllegalArgumentException("an optimizer needs at least one parameter");
    }
    Set<String> names = new HashSet<>();
    for (Parameter parameter : list) {
      if (!names.add(parameter.name())) {
        throw new IllegalArgumentException(
            "parameter \"" + parameter.name() + "\" is given twice; names must be unique");
      }
    }
    requireOneSide(list);
    requireDisjointHeap(list);
  }

  public static Parameters of(Parameter... parameters) {
    return new Parameters(List.of(parameters));
  }

  /** A step runs on a device or on the host. */
  private static void requireOneSide(List<Parameter> list) {
    Parameter first = list.get(0);
    for (Parameter parameter : list) {
      if (parameter.weights().place().isDevice() != first.weights().place().isDevice()) {
        throw new IllegalArgumentException(
            "parameter \""
                + parameter.name()
                + "\" is in place "
                + parameter.weights().place()
                + ", but parameter \""
                + first.name()
                + "\" is in place "
                + first.weights().place()
                + "; one optimizer's weights are all on a device or all in host memory");
      }
    }
  }

  /**
   * Two parameters over the same elements of one array would be updated twice a step. Where direct
   * buffers lie cannot be seen from here.
   */
  private static void requireDisjointHeap(List<Parameter> list) {
    for (int i = 0; i < list.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (list.get(i).weights() instanceof Storage.Heap x
            && list.get(j).weights() instanceof Storage.Heap y
            && x.array() == y.array()
            && Math.max(x.offset(), y.offset())
                < Math.min(x.offset() + x.size(), y.offset() + y.size())) {
          throw new IllegalArgumentException(
              "parameters \""
                  + list.get(j).name()
                  + "\" and \""
                  + list.get(i).name()
                  + "\" share elements of one array; give each tensor memory of its own");
        }
      }
    }
  }
}
