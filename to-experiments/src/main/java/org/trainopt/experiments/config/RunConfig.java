package org.trainopt.experiments.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.trainopt.api.OptimizerSpec;
import org.trainopt.experiments.InputException;
import org.trainopt.experiments.llama.LlamaSettings;
import org.trainopt.experiments.resnet.ResNetSettings;

/**
 * One run, as {@code ./to run --config RUN.json} reads it and as a run file's first line records
 * it. In JSON the task's own keys stand beside the others.
 *
 * @param task the task with its settings
 * @param steps the number of steps, ≥ 1
 * @param batchSize rows a step, ≥ 1
 * @param seed of the batches and of initial weights, and of the optimizer where its spec gives none
 * @param points at about how many steps the loss is taken, ≥ 1
 * @param batches a file with the rows of each step, or null: drawn from the seed
 * @param trace a file to write each step's figures to, or null
 * @param optimizer the optimizer's spec
 */
public record RunConfig(
    TaskSettings task,
    int steps,
    int batchSize,
    long seed,
    int points,
    @Nullable String batches,
    @Nullable String trace,
    OptimizerSpec optimizer) {

  /** The points of a run whose configuration does not say. */
  public static final int DEFAULT_POINTS = 40;

  /**
   * Reads a configuration; relative files in it are taken from the configuration's folder.
   *
   * @throws InputException if the file cannot be read or is not a valid configuration
   */
  public static RunConfig read(Path file) {
    RunConfig config = read(file.toString(), JsonFile.read(file));
    Path folder = file.toAbsolutePath().getParent();
    return new RunConfig(
        config.task.withFiles(name -> beside(folder, name, true)),
        config.steps,
        config.batchSize,
        config.seed,
        config.points,
        config.batches == null ? null : beside(folder, config.batches, true),
        config.trace == null ? null : beside(folder, config.trace, false),
        config.optimizer);
  }

  /** A file named relative to the configuration, if it is there or is still to be written. */
  private static String beside(@Nullable Path folder, String name, boolean mustExist) {
    Path resolved = folder == null ? Path.of(name) : folder.resolve(name);
    return !mustExist || Files.exists(resolved) ? resolved.toString() : name;
  }

  /**
   * Reads a configuration from JSON.
   *
   * @param file where it came from, for messages
   */
  public static RunConfig read(String file, JsonNode node) {
    Fields json = new Fields(file, "", node);
    TaskSettings task = task(json);
    int steps = json.count("steps", 1000);
    int batchSize = json.count("batchSize", 64);
    long seed = json.whole("seed", 1, Long.MIN_VALUE);
    int points = json.count("points", DEFAULT_POINTS);
    String batches = json.textOrNull("batches");
    String trace = json.textOrNull("trace");
    OptimizerSpec optimizer = SpecReader.read(json.object("optimizer"), seed);
    json.end();
    return new RunConfig(task, steps, batchSize, seed, points, batches, trace, optimizer);
  }

  private static TaskSettings task(Fields json) {
    String task = json.text("task");
    return switch (task) {
      case LogisticSettings.TASK -> LogisticSettings.read(json);
      case ResNetSettings.TASK -> ResNetSettings.read(json);
      case LlamaSettings.TASK -> LlamaSettings.read(json);
      default -> throw json.wrong("task", "one of logistic, resnet, llama", task);
    };
  }

  /** The same with the files and folders of the task put through {@code place}. */
  public RunConfig withFiles(UnaryOperator<String> place) {
    return new RunConfig(
        task.withFiles(place), steps, batchSize, seed, points, batches, trace, optimizer);
  }

  public RunConfig withTrace(String file) {
    return new RunConfig(task, steps, batchSize, seed, points, batches, file, optimizer);
  }

  /** The configuration as JSON, with all defaults written out and keys in a fixed order. */
  public ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("task", task.task());
    task.writeTo(json);
    json.put("steps", steps);
    json.put("batchSize", batchSize);
    json.put("seed", seed);
    json.put("points", points);
    if (batches != null) {
      json.put("batches", batches);
    }
    if (trace != null) {
      json.put("trace", trace);
    }
    json.set("optimizer", SpecWriter.write(optimizer));
    return json;
  }
}
