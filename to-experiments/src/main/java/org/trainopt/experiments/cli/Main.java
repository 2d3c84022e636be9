package org.trainopt.experiments.cli;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.trainopt.experiments.InputException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** {@code ./to}: exit code 0 on success, 1 on an internal error, 2 on bad input. */
@Command(
    name = "to",
    description = "Trainable optimizers: compare them, run them, time them.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      HelpCommand.class,
      DoctorCommand.class,
      DataCommand.class,
      RunCommand.class,
      ReproduceCommand.class,
      ReportCommand.class,
      VerifyCommand.class,
      LlamaCommand.class,
      BenchCommand.class
    },
    footer = {
      "",
      "The main job is @|bold ./to reproduce|@: it tunes and compares all optimizers on",
      "real data and writes a report. @|bold ./to test|@ runs all tests, and",
      "@|bold ./to help COMMAND|@ tells more."
    })
public final class Main {
  // Loggers are held weakly; this one keeps its level.
  private static final Logger LOG = Logger.getLogger("org.trainopt");

  private Main() {}

  public static void main(String[] args) {
    System.setProperty("java.util.logging.SimpleFormatter.format", "%4$s: %5$s%n");
    LOG.setLevel(Level.WARNING); // commands name the kernels themselves
    System.exit(commandLine().execute(args));
  }

  /** The command line with its error handling, for {@link #main} and for tests. */
  static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new Main());
    commandLine.setExecutionExceptionHandler(
        (exception, command, parsed) -> {
          if (exception instanceof InputException || exception instanceof BadEnvironment) {
            command.getErr().println("error: " + exception.getMessage());
            return CommandLine.ExitCode.USAGE;
          }
          throw exception;
        });
    // Without a command: the overview, and the exit code of a usage error.
    commandLine.setParameterExceptionHandler(
        (exception, args) -> {
          CommandLine command = exception.getCommandLine();
          command.getErr().println("error: " + exception.getMessage());
          command
              .getErr()
              .println("try: ./" + command.getCommandSpec().qualifiedName() + " --help");
          return CommandLine.ExitCode.USAGE;
        });
    return commandLine;
  }
}
