package org.trainopt.experiments.bench;

import java.nio.FloatBuffer;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/** Tensors on memory of this project's, for benchmarks against LibTorch. */
final class Torch {
  private Torch() {}

  /** A tensor on the buffer's memory, which must outlive it. */
  static Tensor over(FloatBuffer buffer) {
    return torch.from_blob(
        new FloatPointer(buffer),
        new long[] {buffer.capacity()},
        new TensorOptions(torch.ScalarType.Float));
  }

  static Tensor[] over(List<FloatBuffer> buffers) {
    return buffers.stream().map(Torch::over).toArray(Tensor[]::new);
  }
}
