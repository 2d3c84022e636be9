package org.trainopt.experiments.study;

import java.util.ArrayList;
import java.util.List;
import org.trainopt.experiments.InputException;
import org.trainopt.experiments.config.LogisticSettings;
import org.trainopt.experiments.config.RunConfig;

/** The studies one can ask for by name: {@code quick} takes minutes on two cores. */
public final class Presets {
  private static final List<String> EMBEDDED = List.of("digits", "letter", "satimage", "dna");

  private Presets() {}

  /**
   * A preset of task {@code logistic}.
   *
   * @param name {@code quick}, or {@code full}: longer runs, a finer search over several seeds,
   *     more reported seeds
   * @param data data sets: embedded names or files; empty for the preset's own
   */
  public static Preset logistic(String name, List<String> data) {
    List<String> chosen = data.isEmpty() ? EMBEDDED : data;
    int points = RunConfig.DEFAULT_POINTS;
    return switch (name) {
      case "quick" ->
          new Preset(
              name, tasks(chosen, 0.0, 0.01), 1000, 64, points, 18, 1, 10, 7, STEPS_OF_MICROS);
      case "full" ->
          new Preset(
              name,
              tasks(chosen, 0.0, 0.001, 0.01),
              5000,
              64,
              points,
              64,
              3,
              20,
              15,
              STEPS_OF_MICROS);
      default -> throw unknown(name);
    };
  }

  /** Steps a stretch of the overhead where a step takes microseconds. */
  private static final int STEPS_OF_MICROS = 150;

  private static List<LogisticSettings> tasks(List<String> data, double... lambdas) {
    List<LogisticSettings> tasks = new ArrayList<>();
    for (String name : data) {
      for (double l2 : lambdas) {
        tasks.add(new LogisticSettings(name, true, l2));
      }
    }
    return tasks;
  }

  private static InputException unknown(String name) {
    return new InputException("no preset \"" + name + "\"; there are quick and full");
  }
}
