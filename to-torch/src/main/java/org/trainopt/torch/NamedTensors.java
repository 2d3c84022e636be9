package org.trainopt.torch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.StringTensorDict;
import org.bytedeco.pytorch.StringTensorDictItem;
import org.bytedeco.pytorch.Tensor;

/** The tensors to train, by name. */
final class NamedTensors {
  private NamedTensors() {}

  /** A module's parameters that require gradients, each once. */
  static Map<String, Tensor> of(Module module) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    try (StringTensorDict named = module.named_parameters(true)) {
      for (long i = 0; i < named.size(); i++) {
        StringTensorDictItem item = named.get(i);
        Tensor tensor = item.value();
        if (tensor.requires_grad() && tensors.values().stream().noneMatch(tensor::is_same)) {
          try (BytePointer key = item.key()) {
            tensors.put(key.getString(), new Tensor(tensor));
          }
        }
      }
    }
    if (tensors.isEmpty()) {
      throw new IllegalArgumentException(
          "the module has no parameter that requires gradients; register some, or call"
              + " requires_grad_(true) on them");
    }
    return tensors;
  }

  /** A copy of the map, whose tensors can all get gradients. */
  static Map<String, Tensor> of(Map<String, Tensor> tensors) {
    tensors.forEach(
        (name, tensor) -> {
          if (!tensor.defined()) {
            throw new IllegalArgumentException("parameter \"" + name + "\" is an undefined tensor");
          }
          if (!tensor.requires_grad() || !tensor.is_leaf()) {
            throw new IllegalArgumentException(
                "parameter \""
                    + name
                    + "\" would never get a gradient: it "
                    + (tensor.is_leaf()
                        ? "does not require one; call set_requires_grad(true) on it, or leave it"
                            + " out"
                        : "is the result of other tensors; give those, or detach() it and call"
                            + " set_requires_grad(true)"));
          }
        });
    return new LinkedHashMap<>(tensors);
  }

  /** Memory of two parameters would be stepped twice. */
  static void requireDisjoint(List<TorchParameter> parameters) {
    List<TorchParameter> sorted = new ArrayList<>(parameters);
    sorted.sort(Comparator.comparingLong(TorchParameter::address));
    for (int i = 1; i < sorted.size(); i++) {
      TorchParameter before = sorted.get(i - 1);
      TorchParameter after = sorted.get(i);
      if (before.address() + before.length() * Float.BYTES > after.address()) {
        throw new IllegalArgumentException(
            "parameters \""
                + before.name()
                + "\" and \""
                + after.name()
                + "\" share memory; give each tensor memory of its own, or tied weights one name");
      }
    }
  }
}
