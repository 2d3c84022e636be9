package org.trainopt.experiments.llama;

import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Whole numbers as tensors. */
final class Index {
  private Index() {}

  static Tensor of(long[] values, Device device) {
    Tensor host = Tensor.create(values);
    return device.is_cpu() ? host : host.to(device, torch.ScalarType.Long);
  }
}
