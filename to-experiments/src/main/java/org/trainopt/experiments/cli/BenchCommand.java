package org.trainopt.experiments.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.trainopt.experiments.InputException;
import org.trainopt.experiments.bench.BenchReport;
import org.trainopt.experiments.bench.Origin;
import org.trainopt.experiments.bench.Section;
import org.trainopt.experiments.bench.Settings;
import org.trainopt.experiments.bench.Suite;
import org.trainopt.experiments.bench.Suites;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./to bench}. */
@Command(
    name = "bench",
    description =
        "Times optimizer steps against LibTorch, OpenBLAS and the memory's limit, with JMH.",
    footer = {
      "",
      "Rivals take turns in one run, on the same number of threads; run it on an idle machine."
    },
    mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {
  private static final List<Integer> SIZES =
      List.of(1_000, 10_000, 100_000, 1_000_000, 10_000_000, 30_000_000);
  private static final List<Integer> QUICK_SIZES = List.of(10_000, 10_000_000);
  private static final List<Integer> FULL_SIZES = List.of(256, 512, 1024, 2048, 4096, 8192);
  private static final List<Integer> QUICK_FULL_SIZES = List.of(256, 2048);
  private static final List<Integer> TENSORS = List.of(64, 2048, 65_536);
  private static final List<Integer> QUICK_TENSORS = List.of(64);

  @Spec CommandSpec spec;

  @Parameters(
      paramLabel = "SUITE",
      arity = "0..*",
      description = "step, full, many, loop (default: all).")
  List<String> suites = List.of();

  @Option(
      names = "--sizes",
      paramLabel = "N",
      split = ",",
      description =
          "step: numbers of weights (default: 1000,10000,100000,1000000,10000000,30000000).")
  @Nullable List<Integer> sizes;

  @Option(
      names = "--full-sizes",
      paramLabel = "D",
      split = ",",
      description = "full: dimensions, the state is D² (default: 256,512,1024,2048,4096,8192).")
  @Nullable List<Integer> fullSizes;

  @Option(
      names = "--tensors",
      paramLabel = "N",
      split = ",",
      description = "many: weights of each of the 160 tensors (default: 64,2048,65536).")
  @Nullable List<Integer> tensors;

  @Option(
      names = "--only",
      paramLabel = "TEXT",
      split = ",",
      description = "Of ours, only those with one of these texts in the name, as diagonal.")
  List<String> only = List.of();

  @Option(names = "--rounds", description = "Turns of each contender (default: 5; quick: 3).")
  @Nullable Integer rounds;

  @Option(names = "--seconds", description = "Length of a turn (default: 0.1; quick: 0.03).")
  @Nullable Double seconds;

  @Option(
      names = "--threads",
      description = "Threads of all contenders (default: 2, or 1 on a single core).")
  @Nullable Integer threads;

  @Option(names = "--quick", description = "Fewer sizes, rounds and seconds: about two minutes.")
  boolean quick;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      defaultValue = "trainopt-out/bench",
      description = "Where bench.json and bench.md go (default: ${DEFAULT-VALUE}).")
  Path out;

  @Override
  public Integer call() throws IOException {
    Settings settings = settings();
    List<Suite> chosen = Suites.named(suites);
    createFolder();
    PrintWriter terminal = spec.commandLine().getOut();
    PrintWriter progress = spec.commandLine().getErr();
    Map<String, String> origin = Origin.of(settings);
    origin.forEach((what, value) -> terminal.printf("%-16s %s%n", what, value));
    terminal.println();
    List<Section> sections = new ArrayList<>();
    for (Suite suite : chosen) {
      for (Section section : suite.run(settings, progress::println)) {
        sections.add(section);
        terminal.println(BenchReport.text(section));
      }
      new BenchReport(commandLine(), origin, sections).write(out); // kept if a later one is stopped
    }
    if (sections.isEmpty()) {
      throw new InputException(
          "--only " + String.join(",", only) + ": no contender has such a text in its name");
    }
    terminal.println("tables     " + out.resolve(BenchReport.MARKDOWN));
    terminal.println("figures    " + out.resolve(BenchReport.JSON));
    return 0;
  }

  private String commandLine() {
    CommandLine to = spec.commandLine().getParent();
    return to.getParseResult().originalArgs().stream()
        .map(argument -> argument.contains(" ") ? "\"" + argument + "\"" : argument)
        .collect(Collectors.joining(" ", "./to ", ""));
  }

  private Settings settings() {
    return new Settings(
        sizes != null ? sizes : quick ? QUICK_SIZES : SIZES,
        fullSizes != null ? fullSizes : quick ? QUICK_FULL_SIZES : FULL_SIZES,
        tensors != null ? tensors : quick ? QUICK_TENSORS : TENSORS,
        rounds != null ? rounds : quick ? 3 : 5,
        seconds != null ? seconds : quick ? 0.03 : 0.1,
        threads != null ? threads : Math.min(2, Runtime.getRuntime().availableProcessors()),
        only,
        out);
  }

  private void createFolder() {
    try {
      Files.createDirectories(out);
    } catch (IOException e) {
      throw new InputException(
          "--out " + out + ": the folder cannot be made (" + e.getClass().getSimpleName() + ")", e);
    }
  }
}
