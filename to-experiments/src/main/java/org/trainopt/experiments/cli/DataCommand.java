package org.trainopt.experiments.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.trainopt.experiments.data.Dataset;
import org.trainopt.experiments.data.Datasets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./to data}. */
@Command(
    name = "data",
    description = "Lists the embedded data sets, or describes the ones named.",
    mixinStandardHelpOptions = true)
final class DataCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Parameters(
      paramLabel = "DATA",
      arity = "0..*",
      description = "Embedded names, or CSV, LIBSVM or IDX files (.gz too).")
  List<String> names = List.of();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    if (names.isEmpty()) {
      Datasets.embedded().forEach((name, what) -> out.printf("%-10s %s%n", name, what));
      return 0;
    }
    for (String name : names) {
      Dataset data = Datasets.load(name);
      out.printf(
          "%s: %d rows × %d features, %d classes%n",
          name, data.rows(), data.columns(), data.classes());
      out.println("  classes " + String.join(", ", data.classNames()));
      out.println("  sha256  " + data.sha256());
    }
    return 0;
  }
}
