package org.trainopt.experiments.study;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.trainopt.experiments.InputException;
import org.trainopt.experiments.config.RunConfig;
import org.trainopt.experiments.run.Problem;
import org.trainopt.experiments.run.RunRecord;
import org.trainopt.experiments.run.RunStore;
import org.trainopt.experiments.run.Runner;
import org.trainopt.kernel.Execution;

/**
 * Executes runs, several at a time, and keeps them. Results do not depend on how many run at a
 * time.
 */
final class RunPool implements AutoCloseable {
  private final RunStore store;
  private final Path folder;
  private final Execution execution;
  private final boolean force;
  private final Progress progress;
  private final ExecutorService workers;

  RunPool(Path folder, Execution execution, int workers, boolean force, Progress progress) {
    this.folder = folder;
    this.store = new RunStore(folder.resolve("runs"));
    this.execution = execution;
    this.force = force;
    this.progress = progress;
    this.workers =
        Executors.newFixedThreadPool(
            workers,
            task -> {
              Thread thread = new Thread(task, "run");
              thread.setDaemon(true);
              return thread;
            });
  }

  Execution execution() {
    return execution;
  }

  /**
   * Runs all configurations of one problem that are not in the store; the results are in their
   * order.
   */
  List<RunRecord> runAll(Problem problem, List<RunConfig> configs, String what) {
    List<Future<RunRecord>> futures = new ArrayList<>();
    for (RunConfig config : configs) {
      futures.add(
          workers.submit(
              () -> {
                RunRecord run = run(problem, config);
                progress.advance(1, what);
                return run;
              }));
    }
    List<RunRecord> runs = new ArrayList<>();
    try {
      for (Future<RunRecord> future : futures) {
        runs.add(future.get());
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof InputException input) {
        throw input;
      }
      throw new IllegalStateException(what + ": " + e.getCause(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
    return runs;
  }

  private RunRecord run(Problem problem, RunConfig config) {
    if (!force) {
      var found = store.find(config, problem);
      if (found.isPresent()) {
        return found.get();
      }
    }
    RunRecord run = new Runner(problem, execution).run(config);
    store.keep(config, problem, run);
    return run;
  }

  /** A run's file, relative to the study's folder. */
  String fileName(Problem problem, RunConfig config) {
    return folder.relativize(store.file(config, problem)).toString();
  }

  @Override
  public void close() {
    workers.shutdownNow();
  }
}
