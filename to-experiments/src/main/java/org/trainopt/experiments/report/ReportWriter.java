package org.trainopt.experiments.report;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.trainopt.experiments.run.RunFile;
import org.trainopt.experiments.study.StudyResult;
import org.trainopt.experiments.study.StudyResult.Curve;

/** Writes a study's report. */
public final class ReportWriter {
  private ReportWriter() {}

  /**
   * Writes {@code report.html}, {@code report.md}, {@code figures/*.svg} and {@code tables/*.csv}.
   * Each file is written under a temporary name and renamed, the page last; files of an earlier
   * report are replaced. The page links to run files if they lie one folder above the report's.
   *
   * @param study what to report
   * @param folder the report's folder; made if it is not there
   * @return the page
   * @throws java.io.UncheckedIOException if a file cannot be written
   */
  public static Path write(StudyResult study, Path folder) {
    Findings findings = new Findings(study);
    Palette palette = new Palette(findings.methods());
    writeAll(folder.resolve("figures"), Figures.of(findings, palette));
    writeAll(folder.resolve("tables"), CsvTables.of(findings));
    RunFile.writeWhole(folder.resolve("report.md"), MarkdownReport.of(findings));
    Path page = folder.resolve("report.html");
    RunFile.writeWhole(page, new Page(findings, palette, hasRuns(study, folder)).render());
    return page;
  }

  private static void writeAll(Path folder, Map<String, String> files) {
    files.forEach((name, text) -> RunFile.writeWhole(folder.resolve(name), text));
  }

  private static boolean hasRuns(StudyResult study, Path folder) {
    return study.tasks().stream()
        .flatMap(t -> t.methods().stream())
        .flatMap(m -> m.runs().stream())
        .map(Curve::runFile)
        .findFirst()
        .map(file -> Files.exists(folder.resolve("..").resolve(file)))
        .orElse(false);
  }
}
