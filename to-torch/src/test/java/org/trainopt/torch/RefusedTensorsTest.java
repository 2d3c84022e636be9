package org.trainopt.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.trainopt.api.Estimator;
import org.trainopt.api.OptimizerSpec;

/** What cannot be stepped in place is refused by name, with what to do. */
class RefusedTensorsTest {
  private static final OptimizerSpec SPEC = OptimizerSpec.of(Estimator.stochastic());

  @BeforeEach
  void device() {
    TestDevice.device();
  }

  private static void refuses(Tensor tensor, String message) {
    tensor.set_requires_grad(true);
    assertThatThrownBy(() -> TorchOptimizer.of(SPEC, Map.of("w", tensor)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  private static Tensor ones(ScalarType type, long... shape) {
    return torch.ones(shape, new TensorOptions(type));
  }

  @Test
  void tensorsOfOtherTypes() {
    refuses(
        ones(ScalarType.Double, 2),
        "parameter \"w\" is Double, but optimizers step float32; convert it with"
            + " to(ScalarType.Float)");
    refuses(ones(ScalarType.BFloat16, 2), "parameter \"w\" is BFloat16");
  }

  @Test
  void tensorsThatAreNotContiguous() {
    refuses(
        Tensors.of(new float[6], 2, 3).t(), "parameter \"w\" is not contiguous; make it so with");
  }

  @Test
  void sparseAndEmptyTensors() {
    refuses(Tensors.of(new float[] {1, 0}, 2).to_sparse(), "parameter \"w\" is sparse");
    refuses(ones(ScalarType.Float, 0), "parameter \"w\" has no elements; leave it out");
  }

  @Test
  void tensorsOnOtherDevices() {
    TensorOptions meta =
        new TensorOptions(ScalarType.Float).device(new DeviceOptional(new Device(DeviceType.Meta)));
    refuses(
        torch.empty(new long[] {2}, meta, null),
        "parameter \"w\" is on meta; move it to the CPU or to a CUDA device");
  }

  @Test
  @Tag("host")
  void cudaTensorsWithoutCudaKernelsAreToldWhy() {
    assertThat(Places.whyNoCuda())
        .startsWith("kernels \"cuda\": ")
        .endsWith("move the module to the CPU with to(Device(DeviceType.CPU))");
  }

  /** LibTorch for CPUs: no CUDA classes load, however often they are asked for. */
  @Test
  @Tag("host")
  void cudaStreamsThatCannotBeHadAreToldOf() {
    assumeFalse(torch.cuda_is_available(), "LibTorch has a CUDA device here");
    for (int k = 0; k < 2; k++) {
      assertThatThrownBy(() -> CudaStreams.current(0))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("the current CUDA stream cannot be had");
    }
  }

  @Test
  void tensorsThatNeverGetAGradient() {
    Tensor frozen = Tensors.of(new float[2], 2);
    assertThatThrownBy(() -> TorchOptimizer.of(SPEC, Map.of("w", frozen)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(
            "parameter \"w\" would never get a gradient: it does not require one");
    Tensor result = Tensors.leaf(1, 2).mul(Tensors.leaf(2, 2));
    refuses(result, "parameter \"w\" would never get a gradient: it is the result of other");
    assertThatThrownBy(() -> TorchOptimizer.of(SPEC, new Module()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the module has no parameter that requires gradients");
  }

  @Test
  void tensorsThatShareMemory() {
    Tensor base = Tensors.of(new float[6], 6);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("front", base.narrow(0, 0, 4));
    tensors.put("back", base.narrow(0, 3, 3));
    tensors.values().forEach(tensor -> tensor.set_requires_grad(true));
    assertThatThrownBy(() -> TorchOptimizer.of(SPEC, tensors))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("parameters \"front\" and \"back\" share memory");
  }

  @Test
  void gradientsThatAreNotLikeTheirParameter() {
    Map<String, Tensor> leaves = Tensors.leaves(4, 6);
    try (TorchOptimizer optimizer = TorchOptimizer.of(SPEC, leaves)) {
      Tensors.setGradients(leaves, 0);
      optimizer.step();
      float[] before = Tensors.read(leaves.get("w0"));
      Tensor gradient = leaves.get("w1").mutable_grad();
      gradient.put(ones(ScalarType.Double, 6));
      refusesStep(optimizer, "gradient of parameter \"w1\" is Double, but");
      gradient.put(Tensors.of(new float[12], 6, 2).narrow(1, 0, 1).squeeze());
      refusesStep(optimizer, "gradient of parameter \"w1\" is not contiguous");
      gradient.put(ones(ScalarType.Float, 5));
      refusesStep(
          optimizer, "gradient of parameter \"w1\" has 5 elements, but the parameter has 6");
      gradient.put(ones(ScalarType.Float, 6).to_sparse());
      refusesStep(optimizer, "gradient of parameter \"w1\" is sparse");
      assertThat(Tensors.read(leaves.get("w0"))).containsExactly(before);
      gradient.put(Tensors.of(new float[6], 6));
      optimizer.step();
      assertThat(optimizer.optimizer().steps()).isEqualTo(2);
    }
  }

  @Test
  void tensorsWhoseMemoryWasReplaced() {
    Map<String, Tensor> leaves = Tensors.leaves(4);
    try (TorchOptimizer optimizer = TorchOptimizer.of(SPEC, leaves)) {
      Tensors.setGradients(leaves, 0);
      leaves.get("w0").set_data(Tensors.of(new float[4], 4));
      assertThatThrownBy(optimizer::step)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("the memory of parameter \"w0\" was replaced");
    }
  }

  private static void refusesStep(TorchOptimizer optimizer, String message) {
    assertThatThrownBy(optimizer::step)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
