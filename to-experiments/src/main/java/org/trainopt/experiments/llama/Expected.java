package org.trainopt.experiments.llama;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.trainopt.experiments.InputException;
import org.trainopt.experiments.llama.hub.ModelFiles;

/**
 * What the reference implementation computed of a model, from {@code expected.json}.
 *
 * @param texts with their token ids
 * @param pass a forward and backward pass
 * @param steps of gradient descent on the same texts
 * @param alpaca a record as prompt and answer
 */
record Expected(List<Text> texts, Pass pass, Steps steps, Alpaca alpaca) {
  static final String FILE = "expected.json";

  /** A text and its ids, with the token that begins a text and without. */
  record Text(String text, List<Integer> ids, List<Integer> idsWithoutBos) {}

  /**
   * A forward and backward pass.
   *
   * @param lastLogits the first few logits of each text's last row
   * @param logitsSum the sum of the magnitudes of all logits
   */
  record Pass(
      List<Example> examples,
      double loss,
      List<double[]> lastLogits,
      double logitsSum,
      Map<String, Double> gradientNorms) {
    double gradientNorm(String name) {
      Double norm = gradientNorms.get(name);
      if (norm == null) {
        throw new InputException(FILE + ": grad_norms has none of " + name);
      }
      return norm;
    }
  }

  /** Losses before each step. */
  record Steps(double learningRate, List<Double> losses) {}

  /** A record, its ids, the loss of its answer, and the most likely continuation of its prompt. */
  record Alpaca(
      AlpacaRecord record,
      List<Integer> promptIds,
      List<Integer> responseIds,
      double loss,
      List<Integer> continuation) {
    /** So many tokens, unless the text ends before. */
    static final int CONTINUATION = 12;
  }

  /**
   * Reads a model folder's.
   *
   * @throws InputException if it is missing or has another form
   */
  static Expected read(String model) {
    ModelFiles files = ModelFiles.of(model);
    return new Reader(files.at(FILE)).expected(files.json(FILE));
  }

  private record Reader(String file) {
    Expected expected(JsonNode json) {
      List<Text> texts = new ArrayList<>();
      for (JsonNode text : array(json, "texts")) {
        texts.add(
            new Text(
                need(text, "text").asText(),
                ids(array(text, "ids")),
                ids(array(text, "ids_without_bos"))));
      }
      JsonNode cases = array(json, "cases");
      if (cases.size() != 2) {
        throw new InputException(
            file + ": cases must be a pass and steps, but has " + cases.size());
      }
      return new Expected(
          texts, pass(cases.get(0)), steps(cases.get(1)), alpaca(need(json, "alpaca")));
    }

    private Pass pass(JsonNode json) {
      JsonNode inputs = array(json, "input_ids");
      JsonNode labels = array(json, "labels");
      List<Example> examples = new ArrayList<>();
      for (int i = 0; i < inputs.size(); i++) {
        examples.add(example(ids(inputs.get(i)), ids(labels.path(i))));
      }
      List<double[]> lastLogits = new ArrayList<>();
      for (JsonNode logits : array(json, "logits_last_position_first_8")) {
        lastLogits.add(numbers(logits).stream().mapToDouble(Double::doubleValue).toArray());
      }
      Map<String, Double> norms = new LinkedHashMap<>();
      need(json, "grad_norms")
          .properties()
          .forEach(norm -> norms.put(norm.getKey(), norm.getValue().asDouble(Double.NaN)));
      if (examples.isEmpty() || lastLogits.size() != examples.size()) {
        throw new InputException(
            file + ": logits_last_position_first_8 must be given for each of input_ids");
      }
      return new Pass(
          examples, number(json, "loss"), lastLogits, number(json, "logits_sum_abs"), norms);
    }

    private Example example(List<Integer> inputs, List<Integer> labels) {
      int given = 0;
      while (given < labels.size() && labels.get(given) == -100) {
        given++;
      }
      // Labels are shifted by the model: the first one is never predicted.
      given = Math.max(given, 1);
      boolean rest = labels.size() == inputs.size() && given < labels.size();
      if (!rest
          || !labels.subList(given, labels.size()).equals(inputs.subList(given, inputs.size()))) {
        throw new InputException(
            file + ": labels must be -100 at the beginning and the input's ids behind");
      }
      return new Example(inputs.stream().mapToInt(Integer::intValue).toArray(), given);
    }

    private Steps steps(JsonNode json) {
      double rate = json.has("learning_rate") ? number(json, "learning_rate") : 0.05;
      return new Steps(rate, numbers(array(json, "losses")));
    }

    private Alpaca alpaca(JsonNode json) {
      JsonNode record = need(json, "record");
      return new Alpaca(
          new AlpacaRecord(
              need(record, "instruction").asText(),
              record.path("input").asText(""),
              need(record, "output").asText()),
          ids(array(json, "prompt_ids")),
          ids(array(json, "response_ids")),
          number(json, "loss_on_response_only"),
          ids(array(json, "greedy_" + Alpaca.CONTINUATION + "_tokens")));
    }

    private List<Integer> ids(JsonNode array) {
      List<Integer> ids = new ArrayList<>();
      for (JsonNode id : array) {
        if (!id.canConvertToInt() || !id.isIntegralNumber()) {
          throw new InputException(file + ": token ids must be whole numbers, but one is " + id);
        }
        ids.add(id.intValue());
      }
      return ids;
    }

    private List<Double> numbers(JsonNode array) {
      List<Double> numbers = new ArrayList<>();
      array.forEach(number -> numbers.add(number.asDouble(Double.NaN)));
      return numbers;
    }

    private double number(JsonNode json, String key) {
      JsonNode value = need(json, key);
      if (!value.isNumber()) {
        throw new InputException(file + ": " + key + " must be a number, but was " + value);
      }
      return value.doubleValue();
    }

    private JsonNode array(JsonNode json, String key) {
      JsonNode value = need(json, key);
      if (!value.isArray()) {
        throw new InputException(file + ": " + key + " must be an array");
      }
      return value;
    }

    private JsonNode need(JsonNode json, String key) {
      JsonNode value = json.path(key);
      if (value.isMissingNode() || value.isNull()) {
        throw new InputException(file + ": " + key + " is missing");
      }
      return value;
    }
  }
}
