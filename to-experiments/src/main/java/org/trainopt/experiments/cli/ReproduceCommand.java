package org.trainopt.experiments.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.trainopt.experiments.report.ReportWriter;
import org.trainopt.experiments.report.TextSummary;
import org.trainopt.experiments.study.Preset;
import org.trainopt.experiments.study.Progress;
import org.trainopt.experiments.study.Study;
import org.trainopt.experiments.study.StudyResult;
import org.trainopt.kernel.Execution;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./to reproduce}: the main job. */
@Command(
    name = "reproduce",
    description = {
      "Tunes every optimizer with the same budget, runs it on reported seeds, and writes a report.",
      "Stopped and started again, it continues."
    },
    mixinStandardHelpOptions = true)
final class ReproduceCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Mixin StudyOptions options = new StudyOptions();

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Master seed of batches and search (default: ${DEFAULT-VALUE}).")
  long seed;

  @Option(names = "--force", description = "Compute finished runs again.")
  boolean force;

  @Mixin KernelOption kernels = new KernelOption();

  @Override
  public Integer call() {
    PrintWriter console = spec.commandLine().getOut();
    Preset chosen = options.chosen();
    Path folder = options.folder();
    Execution execution = kernels.execution(chosen.tasks().get(0));
    Study study = new Study(chosen, seed, folder, execution, options.workers());
    StudyResult result;
    try (Progress progress = TerminalProgress.open(chosen.task(), study.units())) {
      result = study.run(force, "./to " + commandText(), progress);
    }
    Path report = ReportWriter.write(result, folder.resolve("report"));
    console.println(TextSummary.of(result));
    console.println("report     " + report);
    return 0;
  }

  private String commandText() {
    return String.join(" ", spec.commandLine().getParseResult().originalArgs());
  }
}
