package org.trainopt.experiments.study;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.trainopt.experiments.InputException;
import org.trainopt.experiments.config.LogisticSettings;
import org.trainopt.experiments.config.RunConfig;
import org.trainopt.experiments.llama.LlamaSettings;
import org.trainopt.experiments.llama.LoraSettings;
import org.trainopt.experiments.resnet.ResNetSettings;

/** The studies one can ask for by name: {@code quick} takes minutes on two cores. */
public final class Presets {
  private static final List<String> EMBEDDED = List.of("digits", "letter", "satimage", "dna");

  /** Steps a stretch of the overhead where a step takes microseconds. */
  private static final int STEPS_OF_MICROS = 150;

  /** Images of task {@code resnet} where none are named. */
  private static final String IMAGES = "fashion";

  private Presets() {}

  /**
   * A preset of task {@code logistic}.
   *
   * @param name {@code quick}, or {@code full}: longer runs, a finer search over several seeds,
   *     more reported seeds
   * @param data data sets: embedded names or files; empty for the preset's own
   */
  public static Preset logistic(String name, List<String> data) {
    List<String> chosen = data.isEmpty() ? EMBEDDED : data;
    int points = RunConfig.DEFAULT_POINTS;
    return switch (name) {
      case "quick" ->
          new Preset(
              name, tasks(chosen, 0.0, 0.01), 1000, 64, points, 18, 1, 10, 7, STEPS_OF_MICROS);
      case "full" ->
          new Preset(
              name,
              tasks(chosen, 0.0, 0.001, 0.01),
              5000,
              64,
              points,
              64,
              3,
              20,
              15,
              STEPS_OF_MICROS);
      default -> throw unknown(name);
    };
  }

  /**
   * A preset of task {@code resnet}.
   *
   * @param name {@code quick}: a small network on few images; {@code full}: ResNet-18 on all images
   * @param model another architecture, or null
   * @param data a folder or an embedded set, or null for the preset's own
   * @param device {@code cpu} or {@code cuda:N}
   */
  public static Preset resnet(
      String name, @Nullable String model, @Nullable String data, String device) {
    String images = data == null ? IMAGES : data;
    try {
      return switch (name) {
        case "quick" -> {
          String small = model == null ? "resnet-8" : model;
          var task = new ResNetSettings(images, small, 3000, 300, 500, false, device);
          yield new Preset(name, List.of(task), 160, 16, 10, 8, 1, 3, 15, 3);
        }
        case "full" -> {
          String large = model == null ? "resnet-18-small" : model;
          var task = new ResNetSettings(images, large, 0, 5000, 0, true, device);
          yield new Preset(name, List.of(task), 20_000, 128, 40, 32, 1, 5, 15, 5);
        }
        default -> throw unknown(name);
      };
    } catch (IllegalArgumentException e) {
      throw new InputException(String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * A preset of task {@code llama}.
   *
   * @param name {@code quick}, or {@code full}: longer runs, a finer search; of a model that is
   *     given LoRA adapters are trained
   * @param model a folder in Hugging Face's layout, or null for the embedded model
   * @param data a file in Alpaca's format, or null for the embedded records
   * @param device {@code cpu} or {@code cuda:N}
   */
  public static Preset llama(
      String name, @Nullable String model, @Nullable String data, String device) {
    LlamaSettings own = LlamaSettings.embedded();
    String folder = model == null ? own.model() : model;
    String records = data == null ? own.data() : data;
    return switch (name) {
      case "quick" -> {
        LlamaSettings task = new LlamaSettings(folder, records, 0, 128, 1, 128, null, device);
        yield new Preset(name, List.of(task), 80, 8, 10, 8, 1, 3, 15, 3);
      }
      case "full" -> {
        LoraSettings lora =
            model == null ? null : new LoraSettings(8, 16, LoraSettings.DEFAULT_TARGETS);
        LlamaSettings task = new LlamaSettings(folder, records, 0, 512, 8, 500, lora, device);
        yield new Preset(name, List.of(task), 1000, 64, 40, 32, 1, 5, 15, 2);
      }
      default -> throw unknown(name);
    };
  }

  private static List<LogisticSettings> tasks(List<String> data, double... lambdas) {
    List<LogisticSettings> tasks = new ArrayList<>();
    for (String name : data) {
      for (double l2 : lambdas) {
        tasks.add(new LogisticSettings(name, true, l2));
      }
    }
    return tasks;
  }

  private static InputException unknown(String name) {
    return new InputException("no preset \"" + name + "\"; there are quick and full");
  }
}
