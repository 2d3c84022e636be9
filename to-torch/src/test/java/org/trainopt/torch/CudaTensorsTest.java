package org.trainopt.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.trainopt.api.Schedules.constant;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.cuda.CUDAStream;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch_cuda;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.trainopt.api.Estimator;
import org.trainopt.api.GainPolicy;
import org.trainopt.api.NonFinitePolicy;
import org.trainopt.api.OptimizerSpec;
import org.trainopt.kernel.Execution;

/** What only tensors on a CUDA device have: streams, and a CPU beside it. */
@Tag("device")
class CudaTensorsTest {
  private static final OptimizerSpec SPEC =
      OptimizerSpec.of(Estimator.diagonal(constant(0.01), constant(0.1))).withLearningRate(0.1);

  @BeforeEach
  void device() {
    TestDevice.device();
  }

  private static float[] trained(int steps) {
    Map<String, Tensor> leaves = Tensors.leaves(5000);
    try (TorchOptimizer optimizer = TorchOptimizer.of(SPEC, leaves)) {
      for (int t = 0; t < steps; t++) {
        Tensors.setGradients(leaves, t);
        optimizer.step();
      }
    }
    return Tensors.read(leaves.get("w0"));
  }

  @Test
  @SuppressWarnings("try") // the scope is there to be closed
  void stepsOnAStreamOfThePoolGiveTheSameBits() {
    float[] expected = trained(5);
    try (PointerScope local = new PointerScope()) {
      CUDAStream usual = torch_cuda.getCurrentCUDAStream();
      torch_cuda.setCurrentCUDAStream(torch_cuda.getStreamFromPool());
      try {
        assertThat(CudaStreams.current(0)).isNotZero();
        assertThat(trained(5)).containsExactly(expected);
      } finally {
        torch_cuda.setCurrentCUDAStream(usual);
      }
    }
  }

  @Test
  @SuppressWarnings("try") // the scope is there to be closed
  void aStepOnAnotherStreamThanTheWeightsIsRefused() {
    Map<String, Tensor> leaves = Tensors.leaves(5);
    try (PointerScope local = new PointerScope();
        TorchOptimizer optimizer = TorchOptimizer.of(SPEC, leaves)) {
      Tensors.setGradients(leaves, 0);
      optimizer.step();
      CUDAStream usual = torch_cuda.getCurrentCUDAStream();
      torch_cuda.setCurrentCUDAStream(torch_cuda.getStreamFromPool());
      try {
        assertThatThrownBy(optimizer::step)
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("gradient of parameter \"w0\" is on device 0, stream 0x")
            .hasMessageContaining("one device and one stream");
      } finally {
        torch_cuda.setCurrentCUDAStream(usual);
      }
      optimizer.step();
      assertThat(optimizer.optimizer().steps()).isEqualTo(2);
    }
  }

  /** The step is queued behind the slow work that makes its gradient, and nobody waits. */
  @Test
  @SuppressWarnings("try") // the scope is there to be closed
  void aStepComesAfterWhatComputesItsGradient() {
    OptimizerSpec spec = SPEC.withNonFinite(NonFinitePolicy.KEEP).withGainPolicy(GainPolicy.IGNORE);
    float[] gradient = Tensors.gaussian(7, 5000);
    Map<String, Tensor> waiting = Tensors.leaves(5000);
    Map<String, Tensor> queued = Tensors.leaves(5000);
    try (PointerScope local = new PointerScope();
        TorchOptimizer first = TorchOptimizer.of(spec, waiting);
        TorchOptimizer second = TorchOptimizer.of(spec, queued)) {
      Tensors.setGradient(waiting.get("w0"), gradient);
      torch.cuda_synchronize();
      first.step();
      Tensor source = Tensors.of(gradient, gradient.length);
      Tensor target = torch.full_like(source, new org.bytedeco.pytorch.Scalar(1e30f));
      queued.get("w0").mutable_grad().put(target);
      Tensor slow = Tensors.of(new float[4096 * 4096], 4096, 4096);
      torch.cuda_synchronize();
      for (int k = 0; k < 20; k++) {
        slow = torch.mm(slow, slow);
      }
      target.copy_(source.add(slow.select(0, 0).select(0, 0)));
      second.step();
    }
    assertThat(Tensors.read(queued.get("w0"))).containsExactly(Tensors.read(waiting.get("w0")));
  }

  @Test
  void parametersOnTwoDevicesAreRefused() {
    Map<String, Tensor> tensors = new LinkedHashMap<>(Tensors.leaves(5));
    Tensor host = torch.ones(5);
    host.set_requires_grad(true);
    tensors.put("host", host);
    assertThatThrownBy(() -> TorchOptimizer.of(SPEC, tensors))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("parameter \"host\" is");
  }

  @Test
  void aGradientOnTheCpuIsRefused() {
    Map<String, Tensor> leaves = Tensors.leaves(5);
    try (TorchOptimizer optimizer = TorchOptimizer.of(SPEC, leaves)) {
      leaves.get("w0").mutable_grad().put(torch.ones(5));
      assertThatThrownBy(optimizer::step)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "gradient of parameter \"w0\" is on cpu, but the parameter is on cuda:0; move one to"
                  + " the other");
    }
  }

  @Test
  void kernelsOfTheCpuAreRefused() {
    assertThatThrownBy(() -> TorchOptimizer.of(SPEC, Tensors.leaves(5), Execution.on("java")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("parameter \"w0\" is on cuda:0, but kernels \"java\" work on");
  }
}
