package org.trainopt.experiments.llama;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.trainopt.experiments.llama.hub.Checkpoint;
import org.trainopt.experiments.llama.hub.ModelFiles;
import org.trainopt.experiments.network.Devices;
import org.trainopt.experiments.network.LibTorch;

/** A model for use, without data: its tokenizer and its weights, with adapters if there are any. */
public final class Llama implements AutoCloseable {
  private final PointerScope scope;
  private final LlamaConfig config;
  private final LlamaTokenizer tokenizer;
  private final Map<String, Tensor> weights;
  private final LlamaModel model;

  private Llama(
      ModelFiles files,
      LlamaConfig config,
      LlamaTokenizer tokenizer,
      @Nullable ModelFiles adapters,
      String deviceName) {
    this.config = config;
    this.tokenizer = tokenizer;
    LibTorch.alignBlas();
    // Closed here it only leaves the thread's stack of scopes; close() below frees what it holds.
    try (PointerScope held = new PointerScope().extend()) {
      scope = held;
      Device device = Devices.of(deviceName);
      Checkpoint checkpoint = Checkpoint.open(files);
      Weights.require(config, checkpoint, files.at(""));
      weights = ModelTensors.load(config, checkpoint, device);
      LoraSettings lora = adapters == null ? null : AdapterFiles.settings(adapters);
      if (adapters != null && lora != null) {
        Map<String, Tensor> tensors =
            new LinkedHashMap<>(ModelTensors.adapters(config, lora, 0, device));
        AdapterFiles.load(adapters, tensors);
        weights.putAll(tensors);
      }
      model = new LlamaModel(config, weights, lora, device);
    }
  }

  /**
   * Opens a model folder or the embedded model.
   *
   * @param adapters a folder of adapters for it, or null
   * @param device {@code cpu} or {@code cuda:N}
   * @throws org.trainopt.experiments.InputException if it cannot be had or does not fit into memory
   */
  public static Llama open(String model, @Nullable String adapters, String device) {
    ModelFiles files = ModelFiles.of(model);
    LlamaConfig config = LlamaConfig.read(files);
    Devices.of(device);
    MemoryNeed.toUse(config).requireFits("using " + model, device);
    LlamaTokenizer tokenizer = LlamaTokenizer.open(files, config);
    try {
      ModelFiles adapterFiles = adapters == null ? null : ModelFiles.of(adapters);
      return new Llama(files, config, tokenizer, adapterFiles, device);
    } catch (RuntimeException e) {
      tokenizer.close();
      throw e;
    }
  }

  /**
   * The most likely continuation of a text.
   *
   * @param maxTokens at most so many
   */
  public String continuation(String text, int maxTokens) {
    int[] prompt = tokenizer.encode(text, true);
    return tokenizer.decode(Greedy.continuation(model, config, prompt, maxTokens));
  }

  LlamaConfig config() {
    return config;
  }

  LlamaTokenizer tokenizer() {
    return tokenizer;
  }

  LlamaModel model() {
    return model;
  }

  /** All tensors by name, the adapters too. */
  Map<String, Tensor> weights() {
    return weights;
  }

  @Override
  public void close() {
    tokenizer.close();
    scope.close();
  }
}
