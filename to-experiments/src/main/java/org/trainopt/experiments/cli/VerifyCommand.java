package org.trainopt.experiments.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.trainopt.api.OptimizerSpec;
import org.trainopt.check.Protocol;
import org.trainopt.check.SelfCheck;
import org.trainopt.check.Verification;
import org.trainopt.check.VerificationResult;
import org.trainopt.check.claim.Claim;
import org.trainopt.check.claim.Claims;
import org.trainopt.check.claim.Foresight;
import org.trainopt.check.problem.Problem;
import org.trainopt.check.problem.Problems;
import org.trainopt.experiments.InputException;
import org.trainopt.experiments.config.SpecFile;
import org.trainopt.experiments.report.VerificationReport;
import org.trainopt.experiments.report.VerificationSummary;
import org.trainopt.experiments.run.Environment;
import org.trainopt.experiments.study.Progress;
import org.trainopt.kernel.Execution;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./to verify}. */
@Command(
    name = "verify",
    description = {
      "Verifies the convergence claims numerically, beside controls that must be rejected or",
      "accepted. Exit code: 0 all accepted, 1 one rejected, 2 left open, void, or bad input."
    },
    mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(names = "--smoke", description = "A small run: half a minute instead of twenty.")
  boolean smoke;

  @Option(
      names = "--claim",
      paramLabel = "ID",
      split = ",",
      description = "Only these claims: C1, C2, C2', C3a, C3b, C4, C5, P.")
  @Nullable List<String> ids;

  @Option(
      names = "--spec",
      paramLabel = "SPEC.json",
      description = "Verify your own optimizer instead; needs --problem.")
  @Nullable Path own;

  @Option(
      names = "--problem",
      paramLabel = "NAME",
      description = "The problem for --spec: Q1, Q2, R1, R2, Z1, Z2 or Z3.")
  @Nullable String problem;

  @Option(
      names = "--self-check",
      arity = "0..1",
      fallbackValue = "200",
      paramLabel = "N",
      description = "Check the checker instead: made-up laws under N (default 200) master seeds.")
  @Nullable Integer selfCheck;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Master seed (default: ${DEFAULT-VALUE}).")
  long seed;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Seeds run at a time (default: all cores). Results are the same.")
  @Nullable Integer threads;

  @Option(
      names = "--kernels",
      paramLabel = "NAME",
      defaultValue = "java",
      description =
          "java, native or cuda (default: ${DEFAULT-VALUE}, the faster one for tiny models). Results are"
              + " the same.")
  String kernels;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description = "Where the report goes (default: trainopt-out/verify, or verify-smoke).")
  @Nullable Path out;

  /** What can be foreseen of the own optimizer. */
  private List<String> warnings = List.of();

  @Override
  public Integer call() {
    PrintWriter console = spec.commandLine().getOut();
    Protocol protocol = (smoke ? Protocol.SMOKE : Protocol.DEFAULT).withMasterSeed(seed);
    int workers = threads != null ? threads : Runtime.getRuntime().availableProcessors();
    if (workers < 1) {
      throw new InputException("--threads must be >= 1, but was " + workers);
    }
    if (selfCheck != null) {
      return selfCheck(selfCheck, protocol, workers, console);
    }
    List<Claim> claims = claims(protocol, console);
    Execution execution = execution();
    Path folder = out != null ? out : Path.of("trainopt-out", smoke ? "verify-smoke" : "verify");
    make(folder);
    long start = System.nanoTime();
    VerificationResult result = run(claims, protocol, execution, workers);
    double seconds = (System.nanoTime() - start) / 1e9;
    console.print(VerificationSummary.of(result));
    Path page = VerificationReport.write(result, provenance(execution, workers, seconds), folder);
    console.println();
    console.println("verdicts   " + folder.resolve("verdicts.json"));
    console.println("report     " + page);
    return result.exitCode();
  }

  private List<Claim> claims(Protocol protocol, PrintWriter console) {
    if (own == null) {
      if (problem != null) {
        throw new InputException("--problem needs --spec SPEC.json, the optimizer to verify on it");
      }
      return chosen();
    }
    if (problem == null) {
      throw new InputException("--spec needs --problem: Q1, Q2, R1, R2, Z1, Z2 or Z3");
    }
    if (ids != null) {
      throw new InputException("--claim does not go with --spec: the problem decides the claims");
    }
    try {
      Problem on = Problems.named(problem);
      OptimizerSpec optimizer = SpecFile.read(own);
      List<Claim> claims = Claims.of(optimizer, on);
      warnings = Foresight.warnings(optimizer, on, protocol);
      warnings.forEach(warning -> console.println("warning: " + warning));
      return claims;
    } catch (IllegalArgumentException e) {
      throw new InputException(String.valueOf(e.getMessage()), e);
    }
  }

  private List<Claim> chosen() {
    List<Claim> all = Claims.all();
    if (ids == null) {
      return all;
    }
    List<String> known = all.stream().map(Claim::id).toList();
    List<String> asked = ids.stream().map(id -> id.strip().replace('\'', '′')).toList();
    for (String id : asked) {
      if (!known.contains(id)) {
        throw new InputException(
            "there is no claim \"" + id + "\"; there are " + String.join(", ", known));
      }
    }
    return all.stream().filter(claim -> asked.contains(claim.id())).toList();
  }

  /** Makes the report's folder before the run: it must not fail after half an hour. */
  private static void make(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new InputException("--out " + folder + " cannot be made a folder; name another", e);
    }
    if (!Files.isWritable(folder)) {
      throw new InputException("--out " + folder + " cannot be written to; name another folder");
    }
  }

  private Execution execution() {
    try {
      return Execution.on(kernels);
    } catch (IllegalStateException e) {
      throw new BadEnvironment(e.getMessage() + " (./to doctor tells more)", e);
    }
  }

  private static VerificationResult run(
      List<Claim> claims, Protocol protocol, Execution execution, int workers) {
    int units = new Verification(protocol, execution, workers, (n, what) -> {}).units(claims);
    try (Progress progress = TerminalProgress.open("verify", units)) {
      return new Verification(protocol, execution, workers, progress::advance).run(claims);
    }
  }

  private Map<String, String> provenance(Execution execution, int workers, double seconds) {
    Map<String, String> made = new LinkedHashMap<>();
    made.put("version", Environment.versionAndCommit());
    made.put(
        "command", "./to " + String.join(" ", spec.commandLine().getParseResult().originalArgs()));
    if (own != null) {
      made.put("spec", SpecFile.toJson(SpecFile.read(own)).toString());
      made.put("problem", String.valueOf(problem));
      made.put("foreseen", warnings.isEmpty() ? "nothing" : String.join("; ", warnings));
    }
    made.put("kernels", execution.provider().name());
    made.put("threads", Integer.toString(workers));
    made.put("jvm", Environment.jvm());
    made.put("machine", Environment.machine());
    made.put("time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    made.put("seconds", String.format(Locale.ROOT, "%.0f", seconds));
    return made;
  }

  private int selfCheck(int masters, Protocol protocol, int workers, PrintWriter console) {
    if (ids != null || own != null || problem != null) {
      throw new InputException("--self-check does not go with --claim, --spec or --problem");
    }
    if (masters < 1) {
      throw new InputException("--self-check must be >= 1 master seeds, but was " + masters);
    }
    SelfCheck.Result result;
    try (Progress progress = TerminalProgress.open("self-check", masters)) {
      result = SelfCheck.run(masters, protocol, workers, progress::advance);
    }
    console.println("accepted although false, of " + masters + " master seeds:");
    result.falseAccepts().forEach(row -> print(row, console));
    console.println("95 % interval holds the true value, of " + masters + " master seeds:");
    result.coverage().forEach(row -> print(row, console));
    console.println(result.passed() ? "passed" : "FAILED");
    return result.passed() ? 0 : 1;
  }

  private static void print(SelfCheck.Row row, PrintWriter console) {
    console.printf(
        "  %-48s %4d  %s%s%n",
        row.surrogate(), row.count(), row.bound(), row.passed() ? "" : "  NOT SO");
  }
}
