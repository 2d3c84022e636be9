package org.trainopt.experiments.llama;

import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** Cosines and sines of the rotary embeddings, for every position. */
final class RopeTable {
  private final Tensor cosines; // positions × head dimension, its two halves equal
  private final Tensor sines;

  /** Belongs to the caller's scope. */
  RopeTable(LlamaConfig config, Device device) {
    float[] frequencies = config.rope().frequencies(config.headDimension());
    int half = frequencies.length;
    float[] cos = new float[config.maxPositions() * 2 * half];
    float[] sin = new float[cos.length];
    for (int p = 0; p < config.maxPositions(); p++) {
      for (int i = 0; i < half; i++) {
        float angle = p * frequencies[i]; // rounded, as in training
        int at = p * 2 * half + i;
        cos[at] = cos[at + half] = (float) Math.cos(angle);
        sin[at] = sin[at + half] = (float) Math.sin(angle);
      }
    }
    long[] shape = {config.maxPositions(), 2L * half};
    cosines = Tensor.create(cos, shape).to(device, torch.ScalarType.Float);
    sines = Tensor.create(sin, shape).to(device, torch.ScalarType.Float);
  }

  /** For rows at these positions. */
  Turn at(Tensor positions) {
    return new Turn(
        cosines.index_select(0, positions).unsqueeze(1),
        sines.index_select(0, positions).unsqueeze(1));
  }

  /**
   * Turns rows × heads × head dimension.
   *
   * @param cos rows × 1 × head dimension
   * @param sin likewise
   */
  record Turn(Tensor cos, Tensor sin) {
    Tensor apply(Tensor x) {
      long half = x.size(-1) / 2;
      Tensor turned =
          torch.cat(new TensorVector(x.narrow(-1, half, half).neg(), x.narrow(-1, 0, half)), -1);
      return x.mul(cos).add(turned.mul(sin));
    }
  }
}
