package org.trainopt.experiments.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.trainopt.experiments.llama.Figure;
import org.trainopt.experiments.llama.LlamaCheck;
import org.trainopt.experiments.llama.LlamaCheck.Ids;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./to llama check DIR}. */
@Command(
    name = "check",
    description = {
      "Compares a model folder with the expected.json in it: token ids exactly, every figure to",
      "1e-3 relative. Exit code 1 if one differs; docs/llama.md says how to make the file."
    },
    mixinStandardHelpOptions = true)
final class LlamaCheckCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Parameters(
      paramLabel = "DIR",
      description = "A folder in Hugging Face's layout, or the embedded wordnet-llama-1m.")
  String model;

  @Option(
      names = "--device",
      defaultValue = "cpu",
      description = "cpu or cuda:N (default: ${DEFAULT-VALUE}).")
  String device;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    LlamaCheck check = LlamaCheck.run(model, device);
    for (Ids ids : check.ids()) {
      out.printf(
          "%-68s %s%n", ids.name(), ids.agrees() ? ids.actual().size() + " ids, equal" : "DIFFER");
      if (!ids.agrees()) {
        out.println("  expected " + ids.expected());
        out.println("  but was  " + ids.actual());
      }
    }
    out.printf("%-50s %14s %14s %9s%n", "figure", "here", "expected", "relative");
    double largest = 0;
    for (Figure figure : check.figures()) {
      largest = Math.max(largest, figure.difference());
      out.printf(
          Locale.ROOT,
          "%-50s %14.8g %14.8g %9.1e%s%n",
          figure.name(),
          figure.actual(),
          figure.expected(),
          figure.difference(),
          figure.agrees() ? "" : "  DIFFERS");
    }
    List<Ids> differing = check.ids().stream().filter(ids -> !ids.agrees()).toList();
    out.printf(
        Locale.ROOT,
        "%s: %d figures, largest relative difference %.1e (allowed %.0e); %d lists of ids, %d"
            + " differ%n",
        check.passed() ? "passed" : "FAILED",
        check.figures().size(),
        largest,
        Figure.TOLERANCE,
        check.ids().size(),
        differing.size());
    return check.passed() ? 0 : 1;
  }
}
