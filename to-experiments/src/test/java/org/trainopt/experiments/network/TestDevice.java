package org.trainopt.experiments.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch;

/**
 * Where tests have networks compute: on the CPU, or under {@code -Dtrainopt.test.device=cuda:0} on
 * a CUDA device. Where LibTorch sees none, they are skipped with the reason; under {@code
 * -Dtrainopt.gpu=required} they fail.
 */
public final class TestDevice {
  private static final String NAME = System.getProperty("trainopt.test.device", "cpu");

  private TestDevice() {}

  /** Its name, if it is there. */
  public static String name() {
    if (!NAME.equals("cpu")) {
      LibTorch.require();
      String none = "LibTorch sees no CUDA device";
      if ("required".equals(System.getProperty("trainopt.gpu"))) {
        assertThat(torch.cuda_is_available()).as(none).isTrue();
      }
      assumeTrue(torch.cuda_is_available(), none);
    }
    return NAME;
  }

  /** The device, if it is there. */
  public static Device device() {
    return Devices.of(name());
  }
}
