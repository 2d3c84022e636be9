package org.trainopt.experiments.study;

import java.util.List;
import org.trainopt.experiments.InputException;

/**
 * The size of a study.
 *
 * @param name as on the command line
 * @param data data sets: embedded names or files
 * @param l2 the λ's, each with each data set
 * @param steps the length of every run
 * @param batchSize rows a step
 * @param trials tuning trials a method and task
 * @param tuningSeeds runs a trial
 * @param reportedSeeds runs of the winner, on seeds no trial has seen
 * @param overheadRounds rounds of the overhead measurement
 */
public record Preset(
    String name,
    List<String> data,
    List<Double> l2,
    int steps,
    int batchSize,
    int trials,
    int tuningSeeds,
    int reportedSeeds,
    int overheadRounds) {

  private static final List<String> EMBEDDED = List.of("digits", "letter", "satimage", "dna");

  /** Minutes on two cores. */
  public static final Preset QUICK =
      new Preset("quick", EMBEDDED, List.of(0.0, 0.01), 1000, 64, 18, 1, 10, 7);

  /** The larger study: longer runs, a finer search over several seeds, more reported seeds. */
  public static final Preset FULL =
      new Preset("full", EMBEDDED, List.of(0.0, 0.001, 0.01), 5000, 64, 64, 3, 20, 15);

  /** A preset by name. */
  public static Preset named(String name) {
    return switch (name) {
      case "quick" -> QUICK;
      case "full" -> FULL;
      default -> throw new InputException("no preset \"" + name + "\"; there are quick and full");
    };
  }

  /** The same study on other data. */
  public Preset withData(List<String> other) {
    return new Preset(
        name, other, l2, steps, batchSize, trials, tuningSeeds, reportedSeeds, overheadRounds);
  }

  /**
   * The same study with other sizes; each at least 1, and at least 2 reported seeds for an
   * interval.
   */
  public Preset withSizes(int newSteps, int newTrials, int newReportedSeeds) {
    if (newSteps < 1 || newTrials < 1 || newReportedSeeds < 2) {
      throw new InputException(
          "a study needs at least 1 step, 1 trial and 2 reported seeds, but was given "
              + newSteps
              + ", "
              + newTrials
              + " and "
              + newReportedSeeds);
    }
    return new Preset(
        name,
        data,
        l2,
        newSteps,
        batchSize,
        newTrials,
        tuningSeeds,
        newReportedSeeds,
        overheadRounds);
  }
}
