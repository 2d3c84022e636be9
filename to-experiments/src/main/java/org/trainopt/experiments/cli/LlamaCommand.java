package org.trainopt.experiments.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ./to llama}. */
@Command(
    name = "llama",
    description = "Fine-tunes, checks and uses Llama models in Hugging Face's layout.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {LlamaFinetuneCommand.class, LlamaCheckCommand.class, LlamaGenerateCommand.class},
    mixinStandardHelpOptions = true)
final class LlamaCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    throw new CommandLine.ParameterException(spec.commandLine(), "Missing required subcommand");
  }
}
