package org.trainopt.experiments.llama;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.trainopt.experiments.InputException;
import org.trainopt.experiments.llama.hub.Checkpoint;
import org.trainopt.experiments.llama.hub.TensorEntry;

/** Names and shapes of a Llama's weights, as Hugging Face has them. */
final class Weights {
  static final String EMBEDDING = "model.embed_tokens.weight";
  static final String NORM = "model.norm.weight";
  static final String HEAD = "lm_head.weight";

  /** The linear maps of a layer, by the last part of their names. */
  static final List<String> ATTENTION = List.of("q_proj", "k_proj", "v_proj", "o_proj");

  static final List<String> MLP = List.of("gate_proj", "up_proj", "down_proj");

  private Weights() {}

  /** {@code model.layers.3.self_attn.q_proj}: a linear map's name without {@code .weight}. */
  static String linear(int layer, String map) {
    return "model.layers." + layer + (ATTENTION.contains(map) ? ".self_attn." : ".mlp.") + map;
  }

  /** {@code model.layers.3.input_layernorm.weight}. */
  static String norm(int layer, boolean input) {
    return "model.layers."
        + layer
        + (input ? ".input_layernorm.weight" : ".post_attention_layernorm.weight");
  }

  /** Inputs and outputs of a linear map: its weight is outputs × inputs. */
  static long[] sizes(LlamaConfig config, String map) {
    long query = (long) config.heads() * config.headDimension();
    long key = (long) config.keyValueHeads() * config.headDimension();
    return switch (map) {
      case "q_proj" -> new long[] {config.hidden(), query};
      case "k_proj", "v_proj" -> new long[] {config.hidden(), key};
      case "o_proj" -> new long[] {query, config.hidden()};
      case "gate_proj", "up_proj" -> new long[] {config.hidden(), config.intermediate()};
      case "down_proj" -> new long[] {config.intermediate(), config.hidden()};
      default -> throw new IllegalArgumentException("no linear map \"" + map + "\"");
    };
  }

  /** The shape of every weight by name, in the order of the forward pass. */
  static Map<String, List<Long>> shapes(LlamaConfig config) {
    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    List<Long> hidden = List.of((long) config.hidden());
    List<Long> table = List.of((long) config.vocabulary(), (long) config.hidden());
    shapes.put(EMBEDDING, table);
    for (int layer = 0; layer < config.layers(); layer++) {
      shapes.put(norm(layer, true), hidden);
      for (String map : ATTENTION) {
        linear(shapes, config, layer, map, config.attentionBias());
      }
      shapes.put(norm(layer, false), hidden);
      for (String map : MLP) {
        linear(shapes, config, layer, map, config.mlpBias());
      }
    }
    shapes.put(NORM, hidden);
    if (!config.tiedHead()) {
      shapes.put(HEAD, table);
    }
    return Collections.unmodifiableMap(shapes);
  }

  private static void linear(
      Map<String, List<Long>> shapes, LlamaConfig config, int layer, String map, boolean bias) {
    long[] sizes = sizes(config, map);
    shapes.put(linear(layer, map) + ".weight", List.of(sizes[1], sizes[0]));
    if (bias) {
      shapes.put(linear(layer, map) + ".bias", List.of(sizes[1]));
    }
  }

  /** The number of weights of these shapes. */
  static long count(Map<String, List<Long>> shapes) {
    return shapes.values().stream()
        .mapToLong(shape -> shape.stream().reduce(1L, Math::multiplyExact))
        .reduce(0L, Math::addExact);
  }

  /**
   * Compares a checkpoint with what its configuration needs.
   *
   * @throws InputException that names the first tensor that is missing, has another shape, cannot
   *     be a weight or is one too many
   */
  static void require(LlamaConfig config, Checkpoint checkpoint, String where) {
    Map<String, List<Long>> shapes = shapes(config);
    shapes.forEach(
        (name, shape) -> {
          if (!checkpoint.has(name)) {
            throw new InputException(
                where + ": tensor \"" + name + "\" is missing; config.json asks for it");
          }
          TensorEntry entry = checkpoint.entry(name);
          String at = checkpoint.file(name).file() + ": tensor \"" + name + "\" ";
          if (!entry.shape().equals(shape)) {
            throw new InputException(
                at
                    + "has shape "
                    + entry.shapeText()
                    + ", but config.json asks for "
                    + TensorEntry.text(shape));
          }
          if (!entry.type().isWeight()) {
            throw new InputException(
                at + "has type " + entry.type() + ", but weights must be F32, F16 or BF16");
          }
        });
    for (String name : checkpoint.places().keySet()) {
      // Old files carry the rotary frequencies, and a tied head may be stored a second time.
      boolean redundant =
          name.endsWith(".rotary_emb.inv_freq") || (config.tiedHead() && name.equals(HEAD));
      if (!shapes.containsKey(name) && !redundant) {
        throw new InputException(
            checkpoint.file(name).file()
                + ": unknown tensor \""
                + name
                + "\"; a Llama with this config.json has none of that name");
      }
    }
  }
}
