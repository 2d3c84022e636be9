package org.trainopt.experiments.llama.hub;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.trainopt.experiments.InputException;

/**
 * The tensors of a model folder: {@code model.safetensors}, or shards with {@code
 * model.safetensors.index.json}. Immutable and safe for use by several threads.
 */
public final class Checkpoint {
  public static final String SINGLE = "model.safetensors";
  public static final String INDEX = "model.safetensors.index.json";

  private final Map<String, SafeTensors> shards; // by file name
  private final Map<String, String> places; // tensor to file name

  private Checkpoint(Map<String, SafeTensors> shards, Map<String, String> places) {
    this.shards = shards;
    this.places = Collections.unmodifiableMap(places);
  }

  /**
   * Opens the files and checks their headers.
   *
   * @throws InputException if a file is missing or not valid
   */
  public static Checkpoint open(ModelFiles files) {
    if (files.has(SINGLE)) {
      SafeTensors tensors = files.tensors(SINGLE);
      Map<String, String> places = new LinkedHashMap<>();
      tensors.entries().keySet().forEach(name -> places.put(name, SINGLE));
      return new Checkpoint(Map.of(SINGLE, tensors), places);
    }
    if (files.has(INDEX)) {
      return sharded(files);
    }
    throw new InputException(
        files.at(SINGLE)
            + ": no such file, and no "
            + INDEX
            + " either"
            + (files.has("pytorch_model.bin") || files.has("pytorch_model.bin.index.json")
                ? "; pytorch_model.bin is not read: save the model as safetensors"
                : ""));
  }

  private static Checkpoint sharded(ModelFiles files) {
    JsonNode map = files.json(INDEX).path("weight_map");
    if (!map.isObject() || map.isEmpty()) {
      throw new InputException(
          files.at(INDEX) + ": weight_map must be an object that names each tensor's file");
    }
    Map<String, SafeTensors> shards = new LinkedHashMap<>();
    Map<String, String> places = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : map.properties()) {
      String tensor = field.getKey();
      String shard = field.getValue().asText("");
      if (!shard.matches("[\\w.-]+\\.safetensors")) { // the index may not lead out of the folder
        throw new InputException(
            files.at(INDEX)
                + ": weight_map of \""
                + tensor
                + "\" must be the name of a .safetensors file in the folder, but was "
                + field.getValue());
      }
      if (!shards.containsKey(shard)) {
        if (!files.has(shard)) {
          throw new InputException(
              files.at(shard) + ": no such file, but " + INDEX + " names it (a missing shard)");
        }
        shards.put(shard, files.tensors(shard));
      }
      if (!shards.get(shard).entries().containsKey(tensor)) {
        throw new InputException(
            files.at(shard) + ": has no tensor \"" + tensor + "\", but " + INDEX + " says so");
      }
      places.put(tensor, shard);
    }
    return new Checkpoint(shards, places);
  }

  /** The file that each tensor is in, by the tensor's name. */
  public Map<String, String> places() {
    return places;
  }

  /** Whether there is an index. */
  public boolean isSharded() {
    return !places.containsValue(SINGLE);
  }

  public boolean has(String tensor) {
    return places.containsKey(tensor);
  }

  /** The file that has a tensor. */
  public SafeTensors file(String tensor) {
    String place = places.get(tensor);
    SafeTensors shard = place == null ? null : shards.get(place);
    if (shard == null) {
      throw new IllegalArgumentException("no tensor \"" + tensor + "\"");
    }
    return shard;
  }

  /** Where a tensor lies, its type and shape. */
  public TensorEntry entry(String tensor) {
    TensorEntry entry = file(tensor).entries().get(tensor);
    if (entry == null) {
      throw new IllegalStateException("the index was checked");
    }
    return entry;
  }

  /**
   * Hands out all that the files hold, in a fixed order: names, types and shapes as text, then the
   * elements.
   */
  public void addTo(Consumer<ByteBuffer> consumer) {
    shards.forEach(
        (name, shard) -> {
          consumer.accept(ByteBuffer.wrap(name.getBytes(StandardCharsets.UTF_8)));
          shard.addTo(consumer);
        });
  }
}
