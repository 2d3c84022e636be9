package org.trainopt.experiments.llama;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.LayoutOptional;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.trainopt.experiments.llama.hub.Checkpoint;

/** Makes a model's tensors, float32. They belong to the caller's scope. */
final class ModelTensors {
  private ModelTensors() {}

  /** Copies of a checkpoint's weights by name, in the order of the forward pass. */
  static Map<String, Tensor> load(LlamaConfig config, Checkpoint checkpoint, Device device) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    Weights.shapes(config)
        .forEach(
            (name, shape) -> {
              Tensor tensor = empty(shape, device);
              checkpoint.file(name).copyTo(name, tensor);
              tensors.put(name, tensor);
            });
    return tensors;
  }

  /**
   * Fresh adapters: A uniform in ±1/√inputs, as PEFT has it, and B zero, so that they change
   * nothing yet.
   */
  @SuppressWarnings("try") // the scope is there to be closed
  static Map<String, Tensor> adapters(
      LlamaConfig config, LoraSettings lora, long seed, Device device) {
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    lora.shapes(config)
        .forEach(
            (name, shape) -> {
              Tensor tensor = empty(shape, device);
              float[] values = new float[Math.toIntExact(shape.get(0) * shape.get(1))];
              if (name.endsWith(LoraSettings.A)) {
                double bound = 1 / Math.sqrt((double) shape.get(1));
                for (int i = 0; i < values.length; i++) {
                  values[i] = (float) (bound * (2 * random.nextDouble() - 1));
                }
              }
              try (PointerScope scope = new PointerScope()) {
                tensor.copy_(Tensor.create(values, shape.get(0), shape.get(1)));
              }
              tensors.put(name, tensor);
            });
    return tensors;
  }

  private static Tensor empty(List<Long> shape, Device device) {
    return torch.empty(
        shape.stream().mapToLong(Long::longValue).toArray(),
        new ScalarTypeOptional(torch.ScalarType.Float),
        new LayoutOptional(),
        new DeviceOptional(device),
        new BoolOptional(false),
        new MemoryFormatOptional());
  }
}
