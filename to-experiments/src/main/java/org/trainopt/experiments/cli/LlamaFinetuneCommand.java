package org.trainopt.experiments.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.trainopt.api.OptimizerSpec;
import org.trainopt.experiments.InputException;
import org.trainopt.experiments.config.SpecFile;
import org.trainopt.experiments.llama.FineTuning;
import org.trainopt.experiments.llama.LlamaNetwork;
import org.trainopt.experiments.llama.LlamaSettings;
import org.trainopt.experiments.llama.LlamaTask;
import org.trainopt.experiments.llama.LoraSettings;
import org.trainopt.experiments.llama.ModelSaver;
import org.trainopt.experiments.llama.hub.ElementType;
import org.trainopt.experiments.network.LibTorch;
import org.trainopt.kernel.Execution;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./to llama finetune}. */
@Command(
    name = "finetune",
    description = {
      "Fine-tunes a Llama on instructions in Alpaca's format, wholly or through LoRA adapters,",
      "and saves it in the layout it was loaded from; adapters in PEFT's."
    },
    mixinStandardHelpOptions = true)
final class LlamaFinetuneCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      defaultValue = "wordnet-llama-1m",
      description = "A folder in Hugging Face's layout (default: the embedded ${DEFAULT-VALUE}).")
  String model;

  @Option(
      names = "--data",
      paramLabel = "FILE",
      defaultValue = "wordnet-verbs",
      description =
          "Records in Alpaca's format, .json or .json.gz (default: the embedded"
              + " ${DEFAULT-VALUE}).")
  String data;

  @Option(names = "--out", paramLabel = "DIR", required = true, description = "A new folder.")
  Path out;

  @Option(
      names = "--lora",
      paramLabel = "RANK",
      description = "Train adapters of this rank in place of the weights.")
  @Nullable Integer rank;

  @Option(
      names = "--lora-alpha",
      paramLabel = "X",
      description = "Their scale is alpha/rank (default: twice the rank).")
  @Nullable Double alpha;

  @Option(
      names = "--lora-targets",
      paramLabel = "NAME",
      split = ",",
      description = "Linear maps with adapters, or all-linear (default: q_proj,v_proj).")
  @Nullable List<String> targets;

  @Option(
      names = "--optimizer",
      paramLabel = "SPEC.json",
      description =
          "The optimizer, with the keys of a run's (default: Diagonal-TO with Adam's"
              + " scaling and a cosine).")
  @Nullable Path optimizer;

  @Option(
      names = "--learning-rate",
      paramLabel = "X",
      description = "The default optimizer's largest (default: 0.001, adapters 0.005).")
  @Nullable Double learningRate;

  @Option(names = "--steps", paramLabel = "N", defaultValue = "300", description = DEFAULT)
  int steps;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      defaultValue = "16",
      description = "Records a step (default: ${DEFAULT-VALUE}).")
  int batchSize;

  @Option(
      names = "--accumulate",
      paramLabel = "N",
      defaultValue = "1",
      description = "Parts of a batch, computed one after the other (default: ${DEFAULT-VALUE}).")
  int accumulate;

  @Option(
      names = "--max-tokens",
      paramLabel = "N",
      defaultValue = "512",
      description = "Longer texts are cut (default: ${DEFAULT-VALUE}).")
  int maxTokens;

  @Option(
      names = "--records",
      paramLabel = "N",
      defaultValue = "0",
      description = "Only the data's first records (default: all).")
  int records;

  @Option(
      names = "--validation",
      paramLabel = "N",
      defaultValue = "256",
      description = "Records held out (default: ${DEFAULT-VALUE}).")
  int validation;

  @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = DEFAULT)
  long seed;

  @Option(
      names = "--device",
      defaultValue = "cpu",
      description = "cpu or cuda:N (default: ${DEFAULT-VALUE}).")
  String device;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "LibTorch's threads (default: all processors). 1 is fastest where others work.")
  @Nullable Integer threads;

  @Option(
      names = "--save-as",
      paramLabel = "TYPE",
      description = "float32, float16 or bfloat16 (default: as the weights were loaded).")
  @Nullable String saveAs;

  @Mixin KernelOption kernels = new KernelOption();

  private static final String DEFAULT = "Default: ${DEFAULT-VALUE}.";

  @Override
  public Integer call() throws IOException {
    PrintWriter console = spec.commandLine().getOut();
    requirePositive();
    ElementType type = saveAs == null ? null : ElementType.ofTorchName(saveAs);
    if (saveAs != null && type == null) {
      throw new InputException(
          "--save-as must be float32, float16 or bfloat16, but was \"" + saveAs + "\"");
    }
    ModelSaver.requireFree(out);
    if (threads != null) {
      LibTorch.useThreads(threads);
    }
    double peak = learningRate != null ? learningRate : rank == null ? 1e-3 : 5e-3;
    OptimizerSpec chosen =
        optimizer != null
            ? SpecFile.read(optimizer)
            : FineTuning.defaultOptimizer(peak, steps).withSeed(seed);
    LlamaSettings settings =
        new LlamaSettings(model, data, records, maxTokens, accumulate, validation, lora(), device);
    Execution execution = kernels.execution(settings);
    LlamaTask task = LlamaTask.load(settings, batchSize, chosen);
    console.println(task.title() + ", " + task.dimension() + " weights trained");
    try (LlamaNetwork network = task.open(seed)) {
      FineTuning run =
          new FineTuning(task, chosen, execution, steps, batchSize, seed, console::println);
      if (!run.run(network)) {
        return 1;
      }
      ModelSaver.save(network, out, type);
    }
    console.println("saved       " + out);
    return 0;
  }

  private void requirePositive() {
    if (threads != null && threads < 1) {
      throw new InputException("--threads must be >= 1, but was " + threads);
    }
    if (steps < 1 || batchSize < 1 || accumulate < 1 || validation < 1 || records < 0) {
      throw new InputException(
          "--steps, --batch-size, --accumulate and --validation must be >= 1, --records >= 0");
    }
    if (learningRate != null && (optimizer != null || !(learningRate > 0))) {
      throw new InputException(
          "--learning-rate must be > 0 and does not go with --optimizer, which has its own");
    }
  }

  private @Nullable LoraSettings lora() {
    if (rank == null) {
      if (alpha != null || targets != null) {
        throw new InputException("--lora-alpha and --lora-targets need --lora RANK");
      }
      return null;
    }
    return LlamaSettings.lora(
        rank,
        alpha != null ? alpha : 2.0 * rank,
        targets != null ? targets : LoraSettings.DEFAULT_TARGETS);
  }
}
