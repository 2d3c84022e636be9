package org.trainopt.experiments.cli;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.trainopt.experiments.InputException;
import org.trainopt.experiments.study.Preset;
import org.trainopt.experiments.study.Presets;
import picocli.CommandLine.Option;

/** What {@code ./to reproduce} runs, and where it keeps it. */
final class StudyOptions {
  @Option(
      names = "--task",
      paramLabel = "TASK",
      defaultValue = "logistic",
      description = "logistic, resnet or llama; default: ${DEFAULT-VALUE}.")
  String task = "logistic";

  @Option(
      names = "--preset",
      paramLabel = "NAME",
      defaultValue = "quick",
      description = "quick (minutes) or full (hours); default: ${DEFAULT-VALUE}.")
  String preset = "quick";

  @Option(
      names = "--data",
      paramLabel = "DATA",
      split = ",",
      description = {
        "Other data. logistic: embedded names or files, separated by commas;",
        "resnet: a folder of images (CIFAR-10, IDX); llama: a file in Alpaca's format."
      })
  List<String> data = List.of();

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      description = "resnet: resnet-18, resnet-20, …; llama: a folder in Hugging Face's layout.")
  @Nullable String model;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description = "resnet, llama: cpu (default) or cuda:N.")
  @Nullable String device;

  @Option(names = "--steps", paramLabel = "N", description = "Other length of runs.")
  @Nullable Integer steps;

  @Option(names = "--batch-size", paramLabel = "N", description = "Other number of rows a step.")
  @Nullable Integer batchSize;

  @Option(names = "--trials", paramLabel = "N", description = "Other number of tuning trials.")
  @Nullable Integer trials;

  @Option(names = "--seeds", paramLabel = "N", description = "Other number of reported seeds.")
  @Nullable Integer seeds;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = {
        "Runs at a time (default: as many as processors; on a CUDA device 1, which they would",
        "only share). Results do not depend on it."
      })
  @Nullable Integer workers;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description = {
        "The study's folder (default: in trainopt-out, quick, full, resnet, resnet-full, llama",
        "or llama-full)."
      })
  @Nullable Path out;

  /** The preset with what was asked for in its place. */
  Preset chosen() {
    Preset base =
        switch (task) {
          case "logistic" -> logistic();
          case "resnet" -> Presets.resnet(preset, model, single(), device());
          case "llama" -> Presets.llama(preset, model, single(), device());
          default ->
              throw new InputException(
                  "no task \"" + task + "\"; there are logistic, resnet and llama");
        };
    return base.withSizes(
        steps != null ? steps : base.steps(),
        batchSize != null ? batchSize : base.batchSize(),
        trials != null ? trials : base.trials(),
        seeds != null ? seeds : base.reportedSeeds());
  }

  /** Runs at a time. */
  int workers() {
    if (workers != null && workers < 1) {
      throw new InputException("--workers must be >= 1, but was " + workers);
    }
    int most = Runtime.getRuntime().availableProcessors();
    return workers != null ? workers : device().equals("cpu") ? most : 1;
  }

  private Preset logistic() {
    refuse("--model", model);
    refuse("--device", device);
    return Presets.logistic(preset, data);
  }

  private String device() {
    return device == null ? "cpu" : device;
  }

  private void refuse(String option, @Nullable String value) {
    if (value != null) {
      throw new InputException(option + " does not go with --task " + task);
    }
  }

  private @Nullable String single() {
    if (data.size() > 1) {
      throw new InputException("--task " + task + " takes one --data, but was given " + data);
    }
    return data.isEmpty() ? null : data.get(0);
  }

  /** The study's folder. */
  Path folder() {
    if (out != null) {
      return out;
    }
    boolean main = task.equals("logistic");
    String name = main ? preset : preset.equals("quick") ? task : task + "-" + preset;
    return Path.of("trainopt-out", name);
  }
}
