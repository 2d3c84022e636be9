package org.trainopt.experiments.llama;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import org.trainopt.experiments.InputException;
import org.trainopt.experiments.llama.hub.ElementType;

/**
 * Reads {@code config.json} with the defaults of Hugging Face's LlamaConfig. Keys that cannot
 * change what the model computes are passed over; those that would and are not supported are
 * refused.
 */
final class ConfigReader {
  private static final String ARCHITECTURE = "LlamaForCausalLM";

  private final String file;
  private final JsonNode json;

  ConfigReader(String file, JsonNode json) {
    this.file = file;
    this.json = json;
    if (!json.isObject()) {
      throw new InputException(file + ": must be a JSON object {…}");
    }
  }

  LlamaConfig read() {
    requireSupported();
    int vocabulary = size("vocab_size", 32_000);
    int hidden = size("hidden_size", 4096);
    int heads = size("num_attention_heads", 32);
    int keyValueHeads = size("num_key_value_heads", heads);
    if (heads % keyValueHeads != 0) {
      throw wrong("num_key_value_heads", "a divisor of num_attention_heads " + heads);
    }
    if (!has("head_dim") && hidden % heads != 0) {
      throw wrong("num_attention_heads", "a divisor of hidden_size " + hidden);
    }
    int headDimension = size("head_dim", Math.max(1, hidden / heads));
    if (headDimension % 2 != 0) {
      throw new InputException(
          file + ": head_dim must be even for rotary embeddings, but was " + headDimension);
    }
    return new LlamaConfig(
        vocabulary,
        hidden,
        size("intermediate_size", 11_008),
        size("num_hidden_layers", 32),
        heads,
        keyValueHeads,
        headDimension,
        size("max_position_embeddings", 2048),
        positive(json, "rms_norm_eps", 1e-6),
        rope(),
        flag("tie_word_embeddings"),
        flag("attention_bias"),
        flag("mlp_bias"),
        token("bos_token_id", json.path("bos_token_id"), 1, vocabulary),
        endTokens(vocabulary),
        type());
  }

  private void requireSupported() {
    JsonNode architectures = json.path("architectures");
    if (has("architectures") && (architectures.size() != 1 || !is(architectures.get(0)))) {
      throw unsupported("architectures", "[\"" + ARCHITECTURE + "\"]");
    }
    if (!json.path("model_type").asText(has("architectures") ? "llama" : "").equals("llama")) {
      throw unsupported("model_type", "\"llama\"");
    }
    if (!json.path("hidden_act").asText("silu").equals("silu")) {
      throw unsupported("hidden_act", "\"silu\"");
    }
    if (has("quantization_config")) {
      throw unsupported("quantization_config", "absent: weights in float32, float16 or bfloat16");
    }
    if (json.path("attention_dropout").asDouble(0) != 0) {
      throw unsupported("attention_dropout", "0");
    }
  }

  private static boolean is(JsonNode architecture) {
    return architecture.asText("").equals(ARCHITECTURE);
  }

  private Rope rope() {
    JsonNode newer = json.path("rope_parameters");
    JsonNode parameters = has("rope_parameters") ? newer : json.path("rope_scaling");
    String name = has("rope_parameters") ? "rope_parameters" : "rope_scaling";
    if (!has("rope_parameters") && !has("rope_scaling")) {
      return new Rope(positive(json, "rope_theta", 10_000), new Rope.None());
    }
    if (!parameters.isObject()) {
      throw wrong(name, "an object");
    }
    double theta =
        parameters.has("rope_theta")
            ? positive(parameters, "rope_theta", 10_000)
            : positive(json, "rope_theta", 10_000);
    if (parameters.path("partial_rotary_factor").asDouble(1) != 1) {
      throw unsupported(name + ".partial_rotary_factor", "1");
    }
    JsonNode type =
        parameters.has("rope_type") ? parameters.path("rope_type") : parameters.path("type");
    return new Rope(theta, scaling(name, parameters, type.asText("default")));
  }

  private Rope.Scaling scaling(String name, JsonNode parameters, String type) {
    return switch (type) {
      case "default" -> new Rope.None();
      case "linear" -> new Rope.Linear(required(name, parameters, "factor"));
      case "llama3" -> llama3(name, parameters);
      default ->
          throw new InputException(
              file
                  + ": "
                  + name
                  + ".rope_type \""
                  + type
                  + "\" is not supported; supported are default, linear, llama3");
    };
  }

  private Rope.Llama3 llama3(String name, JsonNode parameters) {
    double low = required(name, parameters, "low_freq_factor");
    double high = required(name, parameters, "high_freq_factor");
    if (high <= low) {
      throw new InputException(
          file
              + ": "
              + name
              + ".high_freq_factor must exceed low_freq_factor "
              + low
              + ", but was "
              + high);
    }
    return new Rope.Llama3(
        required(name, parameters, "factor"),
        low,
        high,
        (long) required(name, parameters, "original_max_position_embeddings"));
  }

  private double required(String name, JsonNode parameters, String key) {
    JsonNode value = parameters.path(key);
    if (!(value.isNumber() && value.doubleValue() > 0 && value.doubleValue() < 1e15)) {
      throw new InputException(
          file + ": " + name + "." + key + " must be a number > 0, but was " + shown(value));
    }
    return value.doubleValue();
  }

  private List<Integer> endTokens(int vocabulary) {
    JsonNode value = json.path("eos_token_id");
    List<Integer> tokens = new ArrayList<>();
    if (value.isArray()) {
      value.forEach(item -> tokens.add(token("eos_token_id", item, -1, vocabulary)));
    } else {
      tokens.add(token("eos_token_id", value, 2, vocabulary));
    }
    tokens.removeIf(token -> token < 0);
    if (tokens.isEmpty()) {
      throw wrong("eos_token_id", "the id that ends a response");
    }
    return tokens;
  }

  /** A token id; −1 for an explicit null. */
  private int token(String key, JsonNode value, int absent, int vocabulary) {
    if (value.isMissingNode()) {
      return Math.min(absent, vocabulary - 1);
    }
    if (value.isNull()) {
      return -1;
    }
    if (!value.canConvertToInt() || value.intValue() < 0 || value.intValue() >= vocabulary) {
      throw wrong(key, "a token id below vocab_size " + vocabulary);
    }
    return value.intValue();
  }

  private ElementType type() {
    String key = has("dtype") ? "dtype" : "torch_dtype";
    String name = json.path(key).asText("float32");
    ElementType type = ElementType.ofTorchName(name);
    if (type == null) {
      throw unsupported(key, "float32, float16 or bfloat16");
    }
    return type;
  }

  private boolean has(String key) {
    return json.has(key) && !json.get(key).isNull();
  }

  private int size(String key, int absent) {
    if (!has(key)) {
      return absent;
    }
    JsonNode value = json.path(key);
    if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 1) {
      throw wrong(key, "a whole number >= 1");
    }
    return value.intValue();
  }

  private double positive(JsonNode object, String key, double absent) {
    JsonNode value = object.path(key);
    if (value.isMissingNode() || value.isNull()) {
      return absent;
    }
    if (!(value.isNumber() && value.doubleValue() > 0 && value.doubleValue() < 1e15)) {
      throw new InputException(file + ": " + key + " must be a number > 0, but was " + value);
    }
    return value.doubleValue();
  }

  private boolean flag(String key) {
    JsonNode value = json.path(key);
    if (has(key) && !value.isBoolean()) {
      throw wrong(key, "true or false");
    }
    return value.asBoolean(false);
  }

  private InputException wrong(String key, String expected) {
    return new InputException(
        file + ": " + key + " must be " + expected + ", but was " + shown(json.path(key)));
  }

  private InputException unsupported(String key, String supported) {
    JsonNode value = json.at("/" + key.replace('.', '/'));
    return new InputException(
        file + ": " + key + " " + shown(value) + " is not supported; supported is " + supported);
  }

  private static String shown(JsonNode value) {
    String text = value instanceof MissingNode ? "absent" : value.toString();
    return text.length() > 60 ? text.substring(0, 60) + "…" : text;
  }
}
