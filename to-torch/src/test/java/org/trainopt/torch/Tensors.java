package org.trainopt.torch;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Tensors for the tests, from seeds of their own, on the tests' device. */
final class Tensors {
  private Tensors() {}

  static float[] gaussian(long seed, int length) {
    Random random = new Random(seed);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /** A tensor with memory of its own. */
  static Tensor of(float[] values, long... shape) {
    TestDevice.device(); // before LibTorch is touched
    try (FloatPointer elements = new FloatPointer(values)) {
      return TestDevice.take(
          torch.from_blob(elements, shape, new TensorOptions(ScalarType.Float)).clone());
    }
  }

  /** A leaf that requires gradients. */
  static Tensor leaf(long seed, int length) {
    Tensor tensor = of(gaussian(seed, length), length);
    tensor.set_requires_grad(true);
    return tensor;
  }

  static void setGradient(Tensor tensor, float[] values) {
    tensor.mutable_grad().put(of(values, values.length).view_as(tensor));
  }

  static float[] read(Tensor tensor) {
    float[] values = new float[(int) tensor.numel()];
    tensor.detach().cpu().contiguous().data_ptr_float().get(values);
    return values;
  }

  /** Leaves w0, w1, … of these sizes. */
  static Map<String, Tensor> leaves(int... sizes) {
    Map<String, Tensor> leaves = new LinkedHashMap<>();
    for (int k = 0; k < sizes.length; k++) {
      leaves.put("w" + k, leaf(k, sizes[k]));
    }
    return leaves;
  }

  static void setGradients(Map<String, Tensor> leaves, int step) {
    int k = 0;
    for (Tensor leaf : leaves.values()) {
      setGradient(leaf, gaussian(1000L * step + 17L * k++ + 5, (int) leaf.numel()));
    }
  }
}
