package org.trainopt.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.trainopt.kernel.Execution;

/**
 * Where the tests' tensors are: on the CPU, or under {@code -Dtrainopt.test.device=cuda:0} on a
 * CUDA device. Where LibTorch sees none, tests that need tensors are skipped with the reason; under
 * {@code -Dtrainopt.gpu=required} they fail.
 */
final class TestDevice {
  private static final String NAME = System.getProperty("trainopt.test.device", "cpu");
  static final boolean CUDA = !NAME.equals("cpu");

  static {
    if (CUDA) {
      unpack();
    }
  }

  private TestDevice() {}

  /** Otherwise JavaCPP loads libtorch_cuda before what it needs is there, and goes without. */
  private static void unpack() {
    try {
      Loader.cacheResource(torch.class, "/org/bytedeco/pytorch/" + Loader.getPlatform() + "-gpu/");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The kernels that the tests compare with Java's on the CPU; the best are the last. */
  static List<Execution> executions() {
    device();
    return CUDA
        ? List.of(Execution.on("cuda"))
        : List.of(Execution.on("java"), Execution.on("native"));
  }

  static Execution best() {
    return executions().get(executions().size() - 1);
  }

  /** A float32 tensor of the CPU, moved to the device. */
  static Tensor take(Tensor tensor) {
    return CUDA ? tensor.to(device(), torch.ScalarType.Float) : tensor;
  }

  /** Moves a module to the device. */
  static void take(Module module) {
    if (CUDA) {
      module.to(device(), false);
    }
  }

  static Device device() {
    if (CUDA) {
      String none = "LibTorch sees no CUDA device";
      if ("required".equals(System.getProperty("trainopt.gpu"))) {
        assertThat(torch.cuda_is_available()).as(none).isTrue();
      }
      assumeTrue(torch.cuda_is_available(), none);
    }
    return new Device(NAME);
  }
}
