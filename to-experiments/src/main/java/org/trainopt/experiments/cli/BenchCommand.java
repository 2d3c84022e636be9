package org.trainopt.experiments.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.trainopt.experiments.bench.BenchTable;
import org.trainopt.experiments.bench.StepBenchmark;
import org.trainopt.kernel.KernelProvider;
import org.trainopt.kernel.Kernels;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./to bench}. */
@Command(
    name = "bench",
    description = "Times one step per estimator and size, native against Java, with JMH.",
    mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(
      names = "--estimators",
      paramLabel = "NAME",
      split = ",",
      description = "stochastic, ema, diagonal, rank-one, full (default: all).")
  List<String> estimators = List.of("stochastic", "ema", "diagonal", "rank-one", "full");

  @Option(
      names = "--sizes",
      paramLabel = "N",
      split = ",",
      description = "Numbers of weights (default: 1000,100000,10000000).")
  String[] sizes = {"1000", "100000", "10000000"};

  @Option(
      names = "--full-sizes",
      paramLabel = "D",
      split = ",",
      description = "Numbers of weights for full, whose state is D² (default: 64,256,1024).")
  String[] fullSizes = {"64", "256", "1024"};

  @Option(
      names = "--seconds",
      defaultValue = "1",
      description = "Length of one iteration (default: ${DEFAULT-VALUE}).")
  long seconds;

  @Option(
      names = "--iterations",
      defaultValue = "5",
      description = "Measured iterations (default: ${DEFAULT-VALUE}).")
  int iterations;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      defaultValue = "trainopt-out/bench.json",
      description = "JMH's JSON (default: ${DEFAULT-VALUE}).")
  Path out;

  @Override
  public Integer call() throws RunnerException, IOException {
    List<RunResult> results = new ArrayList<>();
    for (String estimator : estimators) {
      results.addAll(new Runner(options(estimator)).run());
    }
    Path folder = out.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    ResultFormatFactory.getInstance(ResultFormatType.JSON, out.toString()).writeOut(results);
    spec.commandLine().getOut().println(BenchTable.of(results));
    spec.commandLine().getOut().println("figures    " + out);
    return 0;
  }

  private Options options(String estimator) {
    String[] usable =
        Kernels.all().stream()
            .filter(provider -> provider.availability().usable())
            .map(KernelProvider::name)
            .toArray(String[]::new);
    return new OptionsBuilder()
        .include(StepBenchmark.class.getName())
        .param("estimator", estimator)
        .param("size", estimator.equals("full") ? fullSizes : sizes)
        .param("kernels", usable)
        .warmupIterations(2)
        .warmupTime(TimeValue.seconds(seconds))
        .measurementIterations(iterations)
        .measurementTime(TimeValue.seconds(seconds))
        .forks(1)
        .addProfiler("gc")
        .build();
  }
}
