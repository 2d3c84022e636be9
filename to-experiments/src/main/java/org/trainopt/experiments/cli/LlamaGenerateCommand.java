package org.trainopt.experiments.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.trainopt.experiments.InputException;
import org.trainopt.experiments.llama.AlpacaRecord;
import org.trainopt.experiments.llama.Llama;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./to llama generate}. */
@Command(
    name = "generate",
    description = "Continues a text, or answers an instruction, by the most likely tokens.",
    mixinStandardHelpOptions = true)
final class LlamaGenerateCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      defaultValue = "wordnet-llama-1m",
      description = "A folder in Hugging Face's layout (default: the embedded ${DEFAULT-VALUE}).")
  String model;

  @Option(names = "--adapter", paramLabel = "DIR", description = "A LoRA adapter in PEFT's layout.")
  @Nullable String adapter;

  @Option(names = "--prompt", paramLabel = "TEXT", description = "The text to continue.")
  @Nullable String prompt;

  @Option(
      names = "--instruction",
      paramLabel = "TEXT",
      description = "In place of a prompt: an instruction, put into Alpaca's prompt.")
  @Nullable String instruction;

  @Option(
      names = "--input",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "What the instruction is about.")
  String input;

  @Option(
      names = "--tokens",
      paramLabel = "N",
      defaultValue = "64",
      description = "At most so many tokens (default: ${DEFAULT-VALUE}).")
  int tokens;

  @Option(
      names = "--device",
      defaultValue = "cpu",
      description = "cpu or cuda:N (default: ${DEFAULT-VALUE}).")
  String device;

  @Override
  public Integer call() {
    if ((prompt == null) == (instruction == null) || tokens < 1) {
      throw new InputException(
          "generate needs either --prompt or --instruction, and --tokens >= 1");
    }
    String text = prompt != null ? prompt : new AlpacaRecord(instruction, input, "").prompt();
    try (Llama llama = Llama.open(model, adapter, device)) {
      spec.commandLine().getOut().println(llama.continuation(text, tokens));
    }
    return 0;
  }
}
