package org.trainopt.experiments.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.trainopt.experiments.report.ReportWriter;
import org.trainopt.experiments.study.StudyFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./to report}. */
@Command(
    name = "report",
    description = "Writes the report of a finished study again, from its study.json.",
    mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Parameters(
      paramLabel = "FOLDER",
      defaultValue = "trainopt-out/quick",
      description = "The study's folder (default: ${DEFAULT-VALUE}).")
  Path folder;

  @Override
  public Integer call() {
    Path report = ReportWriter.write(StudyFile.read(folder), folder.resolve("report"));
    spec.commandLine().getOut().println("report     " + report);
    return 0;
  }
}
