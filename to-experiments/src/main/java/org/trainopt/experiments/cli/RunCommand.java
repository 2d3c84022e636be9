package org.trainopt.experiments.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.trainopt.experiments.config.RunConfig;
import org.trainopt.experiments.run.Problem;
import org.trainopt.experiments.run.RunRecord;
import org.trainopt.experiments.run.RunStore;
import org.trainopt.experiments.run.Runner;
import org.trainopt.kernel.Execution;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./to run --config RUN.json}. */
@Command(
    name = "run",
    description = "Makes one run as a configuration says, and keeps it in a run file.",
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(
      names = "--config",
      required = true,
      paramLabel = "RUN.json",
      description = "The configuration; docs/experiments.md lists its keys.")
  Path config;

  @Option(
      names = "--trace",
      paramLabel = "FILE",
      description = "Write a line of JSON per step: loss and norms.")
  @Nullable Path trace;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      defaultValue = "trainopt-out/runs",
      description = "Where run files are kept (default: ${DEFAULT-VALUE}).")
  Path folder;

  @Option(names = "--force", description = "Run again even if the run file is there.")
  boolean force;

  @Mixin KernelOption kernels = new KernelOption();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    RunConfig run = RunConfig.read(config);
    if (trace != null) {
      run = run.withTrace(trace.toString());
    }
    Execution execution = kernels.execution(run.task());
    Problem problem = Problem.of(run.task());
    RunStore store = new RunStore(folder);
    Path file = store.file(run, problem);
    // A trace is asked for to be read: it is always made anew.
    RunRecord record = force || run.trace() != null ? null : store.find(run, problem).orElse(null);
    if (record == null) {
      record = new Runner(problem, execution).run(run);
      store.keep(run, problem, record);
    } else {
      out.println("already there (--force runs it again)");
    }
    out.printf(
        "%s on %s: %d rows, %d weights, %d steps, kernels %s%n",
        run.task().task(),
        problem.title(),
        problem.rows(),
        problem.dimension(),
        record.stepsMade(),
        execution.provider().name());
    out.println(
        record.diverged()
            ? "diverged at step " + record.stepsMade()
            : "final loss " + record.finalLoss());
    if (!record.diverged()) {
      var last = record.points().get(record.points().size() - 1).figures().more();
      last.forEach((name, value) -> out.println(name + " " + value));
    }
    out.println("run file   " + file);
    if (run.trace() != null) {
      out.println("trace      " + run.trace());
    }
    return 0;
  }
}
