package org.trainopt.experiments.llama;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.trainopt.experiments.InputException;
import org.trainopt.experiments.config.Fields;
import org.trainopt.experiments.llama.hub.ModelFiles;
import org.trainopt.experiments.network.Devices;
import org.trainopt.experiments.network.NetworkSettings;

/**
 * Task {@code llama}: a Llama fine-tuned on instructions.
 *
 * @param model the embedded model's name or a folder in Hugging Face's layout
 * @param data the embedded records' name or a file in Alpaca's format
 * @param records how many of the data's records are taken, from the first; 0: all
 * @param maxTokens texts are cut to so many tokens; ≥ 2, at most the model's positions
 * @param accumulate parts of a batch whose gradients are added up one after the other, ≥ 1
 * @param validation records held out, ≥ 1; the same for every seed
 * @param lora adapters to train in place of the weights, or null
 * @param device {@code cpu} or {@code cuda:N}
 */
public record LlamaSettings(
    String model,
    String data,
    int records,
    int maxTokens,
    int accumulate,
    int validation,
    @Nullable LoraSettings lora,
    String device)
    implements NetworkSettings {
  /** The task family's name in configurations. */
  public static final String TASK = "llama";

  public static final int DEFAULT_MAX_TOKENS = 512;
  public static final int DEFAULT_VALIDATION = 256;

  /** In place of targets: every linear map of a layer, as PEFT calls it. */
  private static final String ALL_LINEAR = "all-linear";

  /** The embedded model on the embedded records, all weights trained. */
  public static LlamaSettings embedded() {
    return new LlamaSettings(
        ModelFiles.EMBEDDED,
        AlpacaData.EMBEDDED,
        0,
        DEFAULT_MAX_TOKENS,
        1,
        DEFAULT_VALIDATION,
        null,
        "cpu");
  }

  /** Reads the task's keys, which stand beside those of every run. */
  public static LlamaSettings read(Fields json) {
    LlamaSettings absent = embedded();
    String model = json.has("model") ? json.text("model") : absent.model;
    String data = json.has("data") ? json.text("data") : absent.data;
    long records = json.whole("records", 0, 0);
    if (records > Integer.MAX_VALUE) {
      throw json.wrong("records", "a whole number <= " + Integer.MAX_VALUE, records);
    }
    int maxTokens = json.count("maxTokens", absent.maxTokens);
    int accumulate = json.count("accumulate", absent.accumulate);
    int validation = json.count("validation", absent.validation);
    LoraSettings lora = json.has("loraRank") ? lora(json) : null;
    if (lora == null && (json.has("loraAlpha") || json.has("loraTargets"))) {
      throw json.wrong("loraRank", "given with loraAlpha and loraTargets", "absent");
    }
    String device = json.has("device") ? json.text("device") : absent.device;
    if (!Devices.isName(device)) {
      throw json.wrong("device", "cpu or cuda:N", device);
    }
    return new LlamaSettings(
        model, data, (int) records, maxTokens, accumulate, validation, lora, device);
  }

  private static LoraSettings lora(Fields json) {
    int rank = json.count("loraRank", 1);
    double alpha = json.number("loraAlpha", 2.0 * rank);
    List<String> targets =
        json.has("loraTargets") ? json.texts("loraTargets") : LoraSettings.DEFAULT_TARGETS;
    return lora(rank, alpha, targets);
  }

  /**
   * Adapters, checked.
   *
   * @param targets names of linear maps, or {@code all-linear}
   * @throws InputException if a value is out of range
   */
  public static LoraSettings lora(int rank, double alpha, List<String> targets) {
    List<String> all = Stream.concat(Weights.ATTENTION.stream(), Weights.MLP.stream()).toList();
    List<String> chosen = targets.equals(List.of(ALL_LINEAR)) ? all : targets;
    for (String target : chosen) {
      if (!all.contains(target)) {
        throw new InputException(
            "LoRA has no target \""
                + target
                + "\"; targets are "
                + String.join(", ", all)
                + ", or "
                + ALL_LINEAR);
      }
    }
    if (rank < 1 || !(alpha > 0 && alpha < Double.POSITIVE_INFINITY) || chosen.isEmpty()) {
      throw new InputException(
          "LoRA needs a rank >= 1, an alpha > 0 and a target, but has rank "
              + rank
              + ", alpha "
              + alpha
              + " and targets "
              + chosen);
    }
    return new LoraSettings(rank, alpha, all.stream().filter(chosen::contains).toList());
  }

  /** The task family, as the key {@code task} names it. */
  @Override
  public String task() {
    return TASK;
  }

  /** Adds the task's keys with all defaults written out, in a fixed order. */
  @Override
  public void writeTo(ObjectNode json) {
    json.put("model", model).put("data", data).put("records", records);
    json.put("maxTokens", maxTokens).put("accumulate", accumulate).put("validation", validation);
    if (lora != null) {
      json.put("loraRank", lora.rank()).put("loraAlpha", lora.alpha());
      ArrayNode targets = json.putArray("loraTargets");
      lora.targets().forEach(targets::add);
    }
    json.put("device", device);
  }

  /** The same settings with model folder and data file put through {@code place}. */
  @Override
  public LlamaSettings withFiles(UnaryOperator<String> place) {
    return new LlamaSettings(
        model.equals(ModelFiles.EMBEDDED) ? model : place.apply(model),
        data.equals(AlpacaData.EMBEDDED) ? data : place.apply(data),
        records,
        maxTokens,
        accumulate,
        validation,
        lora,
        device);
  }

  /**
   * Reads model and data.
   *
   * @throws InputException if they cannot be had or do not fit into memory
   */
  @Override
  public LlamaTask load() {
    return LlamaTask.load(this, 1, 0);
  }
}
