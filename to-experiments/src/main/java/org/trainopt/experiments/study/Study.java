package org.trainopt.experiments.study;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.trainopt.experiments.config.TaskSettings;
import org.trainopt.experiments.run.Environment;
import org.trainopt.experiments.run.Problem;
import org.trainopt.experiments.study.StudyResult.Provenance;
import org.trainopt.experiments.study.StudyResult.TaskResult;
import org.trainopt.experiments.task.OptimumCache;
import org.trainopt.kernel.Execution;

/**
 * A comparative study: on each task every method is tuned with the same budget and then run on
 * reported seeds. Runs go to {@code runs/} in the study's folder as they finish; a study that was
 * stopped takes up the finished ones and continues.
 */
public final class Study {
  private final Preset preset;
  private final long masterSeed;
  private final Path folder;
  private final Execution execution;
  private final int workers;

  /**
   * @param preset what to run
   * @param masterSeed batches and search points derive from it
   * @param folder where runs and results are kept
   * @param execution the kernels; each run uses one thread of them
   * @param workers runs at a time
   */
  public Study(Preset preset, long masterSeed, Path folder, Execution execution, int workers) {
    this.preset = preset;
    this.masterSeed = masterSeed;
    this.folder = folder;
    this.execution = execution.withThreads(1);
    this.workers = workers;
  }

  /** All units of work, for the progress. */
  public long units() {
    return preset.tasks().size() * TaskStudy.units(preset);
  }

  /**
   * Runs what has not been run yet.
   *
   * @param force computes finished runs again
   * @param command the command line, for the provenance
   */
  public StudyResult run(boolean force, String command, Progress progress) {
    Instant started = Instant.now();
    OptimumCache optima = new OptimumCache(folder.resolve("optima"));
    List<TaskResult> results = new ArrayList<>();
    String gradients = "";
    try (RunPool pool = new RunPool(folder, execution, workers, force, progress)) {
      for (TaskSettings task : preset.tasks()) {
        Problem problem = Problem.of(task);
        gradients = problem.gradients();
        results.add(new TaskStudy(preset, masterSeed, task, problem, pool, optima).run(progress));
      }
    }
    Provenance provenance =
        new Provenance(
            Environment.versionAndCommit(),
            execution.provider().name() + " (" + execution.provider().availability().reason() + ")",
            gradients,
            Environment.jvm(),
            Environment.machine(),
            command,
            started.truncatedTo(ChronoUnit.SECONDS).toString(),
            Duration.between(started, Instant.now()).toMillis() / 1000.0);
    StudyResult result = new StudyResult(preset.name(), masterSeed, results, provenance);
    StudyFile.write(folder, result);
    return result;
  }
}
