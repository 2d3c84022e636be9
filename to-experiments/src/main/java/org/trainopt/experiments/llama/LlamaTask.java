package org.trainopt.experiments.llama;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.trainopt.api.OptimizerSpec;
import org.trainopt.experiments.InputException;
import org.trainopt.experiments.llama.hub.Checkpoint;
import org.trainopt.experiments.llama.hub.ModelFiles;
import org.trainopt.experiments.network.Devices;
import org.trainopt.experiments.network.NetworkTask;

/** A Llama's files and instructions in tokens: what all runs that are compared share. */
public final class LlamaTask implements NetworkTask {
  /** Texts of a validation batch. */
  private static final int VALIDATION_BATCH = 32;

  private final LlamaSettings settings;
  private final ModelFiles files;
  private final LlamaConfig config;
  private final Checkpoint checkpoint;
  private final LlamaTokenizer tokenizer;
  private final Instructions instructions;
  private final List<Batch> validationBatches;
  private final String sha256;

  private LlamaTask(
      LlamaSettings settings,
      ModelFiles files,
      LlamaConfig config,
      Checkpoint checkpoint,
      LlamaTokenizer tokenizer,
      Instructions instructions) {
    this.settings = settings;
    this.files = files;
    this.config = config;
    this.checkpoint = checkpoint;
    this.tokenizer = tokenizer;
    this.instructions = instructions;
    this.validationBatches = List.copyOf(instructions.validationBatches(VALIDATION_BATCH));
    this.sha256 = hash();
  }

  /** Reads model and data for an optimizer whose state is counted. */
  public static LlamaTask load(LlamaSettings settings, int batchSize, OptimizerSpec optimizer) {
    return load(settings, batchSize, MemoryNeed.stateBytes(optimizer));
  }

  /**
   * Reads model and data, and checks before that they fit into memory.
   *
   * @param batchSize texts a step
   * @param stateBytes of the optimizer for each trained weight, where they are known; else 0
   * @throws InputException if model or data cannot be had, do not go together or do not fit
   */
  public static LlamaTask load(LlamaSettings settings, int batchSize, double stateBytes) {
    ModelFiles files = ModelFiles.of(settings.model());
    LlamaConfig config = LlamaConfig.read(files);
    Devices.of(settings.device());
    if (settings.maxTokens() > config.maxPositions() || settings.maxTokens() < 2) {
      throw new InputException(
          "maxTokens must be from 2 to the model's "
              + config.maxPositions()
              + " positions, but was "
              + settings.maxTokens());
    }
    MemoryNeed.of(
            config,
            settings.lora(),
            settings.maxTokens(),
            batchSize,
            settings.accumulate(),
            stateBytes)
        .requireFits("fine-tuning " + settings.model(), settings.device());
    Checkpoint checkpoint = Checkpoint.open(files);
    Weights.require(config, checkpoint, settings.model());
    LlamaTokenizer tokenizer = LlamaTokenizer.open(files, config);
    try {
      AlpacaData data = AlpacaData.load(settings.data());
      Instructions instructions = Instructions.of(data, settings, tokenizer, config);
      return new LlamaTask(settings, files, config, checkpoint, tokenizer, instructions);
    } catch (RuntimeException e) {
      tokenizer.close();
      throw e;
    }
  }

  private String hash() {
    Sha256 hash = new Sha256();
    hash.add(files.bytes(ModelFiles.CONFIG));
    hash.add(files.bytes(ModelFiles.TOKENIZER));
    checkpoint.addTo(hash::add);
    hash.add(instructions.data().sha256().getBytes(StandardCharsets.UTF_8));
    return hash.hex();
  }

  /** What runs see of the data. */
  Instructions instructions() {
    return instructions;
  }

  /** The records held out, laid out once. */
  List<Batch> validationBatches() {
    return validationBatches;
  }

  public LlamaSettings settings() {
    return settings;
  }

  public LlamaConfig config() {
    return config;
  }

  ModelFiles files() {
    return files;
  }

  Checkpoint checkpoint() {
    return checkpoint;
  }

  LlamaTokenizer tokenizer() {
    return tokenizer;
  }

  @Override
  public String title() {
    return String.format(
        Locale.ROOT,
        "Llama (%s weights%s) on %s",
        Sizes.count(Weights.count(Weights.shapes(config))),
        settings.lora() == null ? "" : ", LoRA of rank " + settings.lora().rank(),
        settings.data());
  }

  @Override
  public String about() {
    return String.format(
        Locale.ROOT,
        "%,d records to train on, %,d held out, texts of up to %,d tokens",
        rows(),
        instructions.validation().size(),
        settings.maxTokens());
  }

  @Override
  public String sha256() {
    return sha256;
  }

  @Override
  public int rows() {
    return instructions.training().size();
  }

  @Override
  public long dimension() {
    return Weights.count(trainedShapes());
  }

  private Map<String, List<Long>> trainedShapes() {
    return settings.lora() == null ? Weights.shapes(config) : settings.lora().shapes(config);
  }

  @Override
  public ObjectNode describe() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("model", settings.model());
    json.put("layers", config.layers()).put("hidden", config.hidden());
    json.put("vocabulary", config.vocabulary());
    json.put("weights", Weights.count(Weights.shapes(config)));
    json.put("trainedWeights", dimension());
    json.put("data", settings.data()).put("dataSha256", instructions.data().sha256());
    json.put("trainingRecords", rows());
    json.put("validationRecords", instructions.validation().size());
    json.put("cutRecords", instructions.cut()).put("skippedRecords", instructions.skipped());
    json.put("sha256", sha256);
    return json;
  }

  @Override
  public LlamaNetwork open(long seed) {
    return new LlamaNetwork(this, seed);
  }
}
