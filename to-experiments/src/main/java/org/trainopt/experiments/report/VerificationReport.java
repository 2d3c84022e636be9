package org.trainopt.experiments.report;

import java.nio.file.Path;
import java.util.Map;
import org.trainopt.check.VerificationResult;
import org.trainopt.experiments.run.RunFile;

/** Writes what a verification found. */
public final class VerificationReport {
  private VerificationReport() {}

  /**
   * Writes {@code verdicts.json} and {@code verification.html}, each under a temporary name and
   * renamed, the page last.
   *
   * @param result what was found
   * @param provenance what made it, in the order to be shown; the verdicts do not depend on it
   * @param folder made if it is not there
   * @return the page
   * @throws java.io.UncheckedIOException if a file cannot be written
   */
  public static Path write(VerificationResult result, Map<String, String> provenance, Path folder) {
    RunFile.writeWhole(folder.resolve("verdicts.json"), VerdictJson.of(result, provenance));
    Path page = folder.resolve("verification.html");
    RunFile.writeWhole(page, new VerificationPage(result, provenance).render());
    return page;
  }
}
