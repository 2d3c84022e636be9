package org.trainopt.experiments.llama;

import java.util.List;
import java.util.Locale;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;
import org.trainopt.api.Estimator;
import org.trainopt.api.OptimizerSpec;
import org.trainopt.api.Scaling;
import org.trainopt.experiments.InputException;
import org.trainopt.kernel.KernelProvider;
import org.trainopt.kernel.Kernels;

/**
 * What a fine-tuning needs of the device's memory, in bytes, from the configuration alone. Weights,
 * gradients and state are exact; the activations are an estimate from above, with texts of full
 * length.
 *
 * @param weights all weights and adapters, float32
 * @param gradients of the trained ones
 * @param state the optimizer's
 * @param activations what one backward pass keeps and works with
 * @param overhead LibTorch's libraries and work space, and the tables of the rotary embeddings
 */
record MemoryNeed(
    double weights, double gradients, double state, double activations, double overhead) {
  private static final double LIBRARIES = 512.0 * (1 << 20);

  /**
   * Computes it.
   *
   * @param batchSize texts a step
   * @param stateBytes of the optimizer, for each trained weight
   */
  static MemoryNeed of(
      LlamaConfig config,
      @Nullable LoraSettings lora,
      int maxTokens,
      int batchSize,
      int accumulate,
      double stateBytes) {
    double all = Weights.count(Weights.shapes(config));
    double adapters = lora == null ? 0 : Weights.count(lora.shapes(config));
    double trained = lora == null ? all : adapters;
    double texts = Math.ceil((double) batchSize / accumulate);
    double tokens = texts * maxTokens;
    double heads = (double) (config.heads() + 2 * config.keyValueHeads()) * config.headDimension();
    double perLayer = 8.0 * config.hidden() + 5 * heads + 4.0 * config.intermediate();
    double perToken = config.layers() * perLayer + 3.0 * config.vocabulary();
    double mask = (double) config.group() * maxTokens * maxTokens;
    double tables = 2.0 * config.maxPositions() * config.headDimension();
    return new MemoryNeed(
        4 * (all + adapters),
        4 * trained,
        stateBytes * trained,
        4 * (tokens * perToken + mask),
        LIBRARIES + 4 * tables);
  }

  /** What a model needs that is not trained. */
  static MemoryNeed toUse(LlamaConfig config) {
    MemoryNeed training = of(config, null, Math.min(config.maxPositions(), 512), 1, 1, 0);
    return new MemoryNeed(
        training.weights, 0, 0, training.activations / config.layers(), training.overhead);
  }

  /** Bytes of an optimizer's state for each weight; Full-TO's matrix is not counted. */
  static double stateBytes(OptimizerSpec spec) {
    Estimator estimator =
        spec.estimator() instanceof Estimator.Auto auto ? auto.above() : spec.estimator();
    int vectors =
        estimator instanceof Estimator.Stochastic
            ? 0
            : estimator instanceof Estimator.Diagonal
                ? 2
                : estimator instanceof Estimator.RankOne ? 3 : 1;
    int statistic = spec.scaling() instanceof Scaling.None ? 0 : Float.BYTES;
    return (double) vectors * spec.statePrecision().bytes() + statistic;
  }

  double total() {
    return weights + gradients + state + activations + overhead;
  }

  /**
   * Compares with what the device has.
   *
   * @param device {@code cpu} or {@code cuda:N}
   * @throws InputException with the sizes and the ways out, if it is less
   */
  void requireFits(String what, String device) {
    requireFits(what, device, available(device));
  }

  void requireFits(String what, String device, double available) {
    if (total() <= available) {
      return;
    }
    throw new InputException(
        what
            + " needs about "
            + size(total())
            + " on "
            + device
            + " (weights "
            + size(weights)
            + ", gradients "
            + size(gradients)
            + ", optimizer "
            + size(state)
            + ", activations "
            + size(activations)
            + ", libraries "
            + size(overhead)
            + "), but about "
            + size(available)
            + " are free; train adapters (LoRA), accumulate smaller parts of a batch, take fewer"
            + " tokens or an optimizer with less state");
  }

  private static double available(String device) {
    if (device.equals("cpu")) {
      return Pointer.availablePhysicalBytes();
    }
    // LibTorch's binding does not tell; the kernels that the optimizer needs there do.
    for (KernelProvider provider : Kernels.all()) {
      if (provider.name().equals("cuda") && provider.availability().usable()) {
        return provider.availableBytes();
      }
    }
    throw new InputException(
        "device " + device + ": no CUDA kernels can be used here (./to doctor tells why); use cpu");
  }

  /** A size as people read it. */
  static String size(double bytes) {
    String unit = "MiB";
    double value = bytes / (1 << 20);
    for (String larger : List.of("GiB", "TiB")) {
      if (value >= 1024) {
        value /= 1024;
        unit = larger;
      }
    }
    return String.format(Locale.ROOT, "%.1f %s", value, unit);
  }
}
