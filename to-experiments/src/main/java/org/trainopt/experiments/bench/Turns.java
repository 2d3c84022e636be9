package org.trainopt.experiments.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.trainopt.experiments.InputException;

/** Has the contenders of one size take turns in a JVM of JMH's, and sorts out their times. */
final class Turns {
  /** Where JavaCPP unpacks libraries: JMH hands on only what stands in the command line. */
  private static final String CACHE = "org.bytedeco.javacpp.cachedir";

  private Turns() {}

  /**
   * A contender's figures, round by round.
   *
   * @param micros µs a step
   * @param allocated bytes a step on the Java heap
   */
  record Timed(Samples micros, Samples allocated) {}

  /** The times by name, in the order of the names. */
  static Map<String, Timed> run(
      String suite, int size, Lineup lineup, List<String> names, Settings settings) {
    Path log = settings.folder().resolve("jmh-" + suite + "-" + size + ".log");
    List<IterationResult> iterations = new ArrayList<>();
    try {
      for (RunResult run : new Runner(options(suite, size, lineup, names, settings, log)).run()) {
        run.getBenchmarkResults()
            .forEach(result -> iterations.addAll(result.getIterationResults()));
      }
    } catch (RunnerException e) {
      if (String.valueOf(e.getMessage()).contains("JMH lock")) {
        throw new InputException(
            "another JMH benchmark is running on this machine and both would be disturbed; wait for"
                + " it to end");
      }
      throw new IllegalStateException(
          "the benchmark "
              + suite
              + " of size "
              + size
              + " failed: "
              + e.getMessage()
              + "; JMH's output is in "
              + log,
          e);
    }
    Map<String, Timed> timed = new LinkedHashMap<>();
    for (int k = 0; k < names.size(); k++) {
      double[] micros = new double[settings.rounds()];
      double[] allocated = new double[settings.rounds()];
      for (int round = 0; round < settings.rounds(); round++) {
        IterationResult turn = iterations.get(round * names.size() + k);
        double steps = secondary(turn, StretchProfiler.STEPS);
        micros[round] = turn.getPrimaryResult().getScore() * 1e-3 / steps;
        allocated[round] = secondary(turn, StretchProfiler.ALLOCATED) / steps;
      }
      timed.put(names.get(k), new Timed(new Samples(micros), new Samples(allocated)));
    }
    return timed;
  }

  private static double secondary(IterationResult turn, String label) {
    return Objects.requireNonNull(turn.getSecondaryResults().get(label), label).getScore();
  }

  private static Options options(
      String suite, int size, Lineup lineup, List<String> names, Settings settings, Path log) {
    return new OptionsBuilder()
        .include(StretchBenchmark.class.getName())
        .param("suite", suite)
        .param("size", Integer.toString(size))
        .param("threads", Integer.toString(settings.threads()))
        .param("seconds", Double.toString(settings.seconds()))
        .param("contenders", String.join(StretchBenchmark.SEPARATOR, names))
        .warmupIterations(names.size()) // one round
        .measurementIterations(names.size() * settings.rounds())
        .forks(1)
        .jvmArgsAppend(jvmArguments(lineup))
        .addProfiler(StretchProfiler.class)
        .shouldFailOnError(true)
        .output(log.toString())
        .build();
  }

  private static String[] jvmArguments(Lineup lineup) {
    String heap = "-Xmx" + (1024 + (lineup.heapBytes() >> 20)) + "m";
    String cache = System.getProperty(CACHE);
    return cache == null ? new String[] {heap} : new String[] {heap, "-D" + CACHE + "=" + cache};
  }
}
