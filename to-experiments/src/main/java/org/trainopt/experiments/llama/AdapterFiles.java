package org.trainopt.experiments.llama;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.trainopt.experiments.InputException;
import org.trainopt.experiments.llama.hub.ElementType;
import org.trainopt.experiments.llama.hub.ModelFiles;
import org.trainopt.experiments.llama.hub.SafeTensors;
import org.trainopt.experiments.llama.hub.SafeTensorsWriter;
import org.trainopt.experiments.llama.hub.TensorEntry;

/** Adapters in PEFT's layout: {@code adapter_config.json}, {@code adapter_model.safetensors}. */
final class AdapterFiles {
  static final String CONFIG = "adapter_config.json";
  static final String WEIGHTS = "adapter_model.safetensors";

  /** PEFT names tensors by their path in its own wrapper. */
  private static final String PREFIX = "base_model.model.";

  private AdapterFiles() {}

  /** Writes a network's adapters, float32. */
  static void write(LlamaNetwork network, LoraSettings lora, Path folder) throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    Map<String, ElementType> types = new LinkedHashMap<>();
    network
        .parameters()
        .forEach(
            (name, tensor) -> {
              tensors.put(PREFIX + name, tensor);
              types.put(PREFIX + name, ElementType.F32);
            });
    SafeTensorsWriter.write(folder.resolve(WEIGHTS), tensors, types);
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("peft_type", "LORA").put("task_type", "CAUSAL_LM");
    json.put("base_model_name_or_path", network.task().settings().model());
    json.put("r", lora.rank()).put("lora_alpha", lora.alpha()).put("lora_dropout", 0.0);
    ArrayNode targets = json.putArray("target_modules");
    lora.targets().forEach(targets::add);
    json.put("bias", "none").put("fan_in_fan_out", false).put("use_rslora", false);
    json.put("inference_mode", true);
    ModelSaver.writeJson(folder.resolve(CONFIG), json);
  }

  /**
   * Reads what adapters a folder has.
   *
   * @throws InputException if they are not LoRA, or ask for something that is not supported
   */
  static LoraSettings settings(ModelFiles files) {
    String file = files.at(CONFIG);
    JsonNode json = files.json(CONFIG);
    requireSame(file, json, "peft_type", "LORA", "");
    requireSame(file, json, "bias", "none", "none");
    requireSame(file, json, "use_rslora", "false", "false");
    requireSame(file, json, "use_dora", "false", "false");
    requireSame(file, json, "fan_in_fan_out", "false", "false");
    for (String pattern : List.of("rank_pattern", "alpha_pattern", "modules_to_save")) {
      if (!json.path(pattern).isEmpty()) {
        throw new InputException(file + ": " + pattern + " is not supported; it must be empty");
      }
    }
    JsonNode targets = json.path("target_modules");
    List<String> names = new ArrayList<>();
    targets.forEach(target -> names.add(target.asText("")));
    if (targets.isTextual()) {
      names.add(targets.textValue());
    }
    try {
      return LlamaSettings.lora(
          json.path("r").asInt(0), json.path("lora_alpha").asDouble(0), names);
    } catch (InputException e) {
      throw new InputException(file + ": " + e.getMessage(), e);
    }
  }

  private static void requireSame(
      String file, JsonNode json, String key, String supported, String absent) {
    String value = json.path(key).asText(absent);
    if (!value.equals(supported) && !(json.path(key).isNull() && absent.equals(supported))) {
      throw new InputException(
          file + ": " + key + " \"" + value + "\" is not supported; supported is " + supported);
    }
  }

  /**
   * Copies a folder's adapters into tensors that were made for them.
   *
   * @param tensors by name without PEFT's prefix
   */
  static void load(ModelFiles files, Map<String, Tensor> tensors) {
    SafeTensors stored = files.tensors(WEIGHTS);
    tensors.forEach(
        (name, tensor) -> {
          TensorEntry entry = stored.entries().get(PREFIX + name);
          List<Long> shape = new ArrayList<>();
          for (long i = 0; i < tensor.dim(); i++) {
            shape.add(tensor.size(i));
          }
          if (entry == null || !entry.shape().equals(shape)) {
            throw new InputException(
                files.at(WEIGHTS)
                    + ": tensor \""
                    + PREFIX
                    + name
                    + "\" "
                    + (entry == null ? "is missing" : "has shape " + entry.shapeText())
                    + ", but the model and "
                    + CONFIG
                    + " ask for "
                    + TensorEntry.text(shape));
          }
          stored.copyTo(PREFIX + name, tensor);
        });
    for (String name : stored.entries().keySet()) {
      if (!name.startsWith(PREFIX) || !tensors.containsKey(name.substring(PREFIX.length()))) {
        throw new InputException(
            files.at(WEIGHTS)
                + ": unknown tensor \""
                + name
                + "\"; "
                + CONFIG
                + " has no target for it");
      }
    }
  }
}
