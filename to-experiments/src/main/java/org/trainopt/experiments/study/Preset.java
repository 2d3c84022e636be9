package org.trainopt.experiments.study;

import java.util.List;
import org.trainopt.experiments.InputException;
import org.trainopt.experiments.config.TaskSettings;

/**
 * The size of a study; {@link Presets} has them by name.
 *
 * @param name as on the command line
 * @param tasks the tasks, all of one family
 * @param steps the length of every run
 * @param batchSize rows a step
 * @param points at about how many steps of a run the loss is taken
 * @param trials tuning trials a method and task
 * @param tuningSeeds runs a trial
 * @param reportedSeeds runs of the winner, on seeds no trial has seen
 * @param overheadRounds rounds of the overhead measurement
 * @param overheadSteps steps of one method in a round, at least
 */
public record Preset(
    String name,
    List<? extends TaskSettings> tasks,
    int steps,
    int batchSize,
    int points,
    int trials,
    int tuningSeeds,
    int reportedSeeds,
    int overheadRounds,
    int overheadSteps) {

  /** The task family. */
  public String task() {
    return tasks.get(0).task();
  }

  /**
   * The same study with other sizes; each at least 1, and at least 2 reported seeds for an
   * interval.
   */
  public Preset withSizes(int newSteps, int newBatchSize, int newTrials, int newReportedSeeds) {
    if (newSteps < 1 || newBatchSize < 1 || newTrials < 1 || newReportedSeeds < 2) {
      throw new InputException(
          "a study needs at least 1 step, 1 row a step, 1 trial and 2 reported seeds, but was given "
              + newSteps
              + ", "
              + newBatchSize
              + ", "
              + newTrials
              + " and "
              + newReportedSeeds);
    }
    return new Preset(
        name,
        tasks,
        newSteps,
        newBatchSize,
        points,
        newTrials,
        tuningSeeds,
        newReportedSeeds,
        overheadRounds,
        overheadSteps);
  }
}
