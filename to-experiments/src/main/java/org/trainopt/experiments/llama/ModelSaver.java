package org.trainopt.experiments.llama;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.trainopt.experiments.InputException;
import org.trainopt.experiments.llama.hub.Checkpoint;
import org.trainopt.experiments.llama.hub.ElementType;
import org.trainopt.experiments.llama.hub.ModelFiles;
import org.trainopt.experiments.llama.hub.SafeTensorsWriter;

/**
 * Saves what was trained: a whole model in the layout and with the element types it was loaded
 * with, or adapters in PEFT's layout. The folder is whole or not there.
 */
public final class ModelSaver {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** Files beside the weights that go along as they are, where the model has them. */
  private static final List<String> COMPANIONS =
      List.of(
          ModelFiles.TOKENIZER,
          "tokenizer_config.json",
          "special_tokens_map.json",
          "generation_config.json");

  private ModelSaver() {}

  /**
   * Refuses a folder that is there already, before the work.
   *
   * @throws InputException if something has that name
   */
  public static void requireFree(Path folder) {
    if (Files.exists(folder)) {
      throw new InputException(folder + ": is there already; name a new folder");
    }
  }

  /**
   * Saves a network's weights, or its adapters if it trains those.
   *
   * @param folder must not be there yet
   * @param type what weights are rounded to, or null: each to what it was loaded from
   * @throws IOException if it cannot be written; nothing is left behind
   */
  public static void save(LlamaNetwork network, Path folder, @Nullable ElementType type)
      throws IOException {
    requireFree(folder);
    Path target = folder.toAbsolutePath().normalize();
    Path parent = target.getParent();
    if (parent == null) {
      throw new InputException(folder + ": not a folder's name");
    }
    Files.createDirectories(parent);
    Path temporary = Files.createTempDirectory(parent, target.getFileName() + ".tmp");
    try {
      LoraSettings lora = network.task().settings().lora();
      if (lora == null) {
        writeModel(network, temporary, type);
      } else {
        AdapterFiles.write(network, lora, temporary);
      }
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException | RuntimeException e) {
      delete(temporary);
      throw e;
    }
  }

  private static void writeModel(LlamaNetwork network, Path folder, @Nullable ElementType type)
      throws IOException {
    LlamaTask task = network.task();
    Checkpoint checkpoint = task.checkpoint();
    Map<String, Map<String, Tensor>> shards = new TreeMap<>();
    Map<String, ElementType> types = new LinkedHashMap<>();
    network
        .parameters()
        .forEach(
            (name, tensor) -> {
              String shard = checkpoint.places().getOrDefault(name, Checkpoint.SINGLE);
              shards.computeIfAbsent(shard, any -> new LinkedHashMap<>()).put(name, tensor);
              types.put(name, type != null ? type : checkpoint.entry(name).type());
            });
    for (Map.Entry<String, Map<String, Tensor>> shard : shards.entrySet()) {
      SafeTensorsWriter.write(folder.resolve(shard.getKey()), shard.getValue(), types);
    }
    if (checkpoint.isSharded()) {
      writeIndex(folder, network.parameters(), types, checkpoint);
    }
    ObjectNode config = (ObjectNode) task.files().json(ModelFiles.CONFIG);
    if (type != null) {
      config.remove("torch_dtype");
      config.put("dtype", type.torchName());
    }
    writeJson(folder.resolve(ModelFiles.CONFIG), config);
    for (String companion : COMPANIONS) {
      if (task.files().has(companion)) {
        Files.write(folder.resolve(companion), task.files().bytes(companion));
      }
    }
  }

  private static void writeIndex(
      Path folder,
      Map<String, Tensor> tensors,
      Map<String, ElementType> types,
      Checkpoint checkpoint)
      throws IOException {
    ObjectNode index = JsonNodeFactory.instance.objectNode();
    ObjectNode metadata = index.putObject("metadata");
    ObjectNode map = index.putObject("weight_map");
    long bytes = 0;
    for (Map.Entry<String, Tensor> tensor : new TreeMap<>(tensors).entrySet()) {
      ElementType type = types.get(tensor.getKey());
      bytes += tensor.getValue().numel() * (type == null ? Float.BYTES : type.bytes());
      map.put(tensor.getKey(), checkpoint.places().get(tensor.getKey()));
    }
    metadata.put("total_size", bytes);
    writeJson(folder.resolve(Checkpoint.INDEX), index);
  }

  static void writeJson(Path file, ObjectNode json) throws IOException {
    Files.writeString(file, JSON.writeValueAsString(json) + "\n");
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(folder);
  }
}
