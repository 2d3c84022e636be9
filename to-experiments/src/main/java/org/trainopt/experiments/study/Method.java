package org.trainopt.experiments.study;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.trainopt.api.GainPolicy;
import org.trainopt.api.OptimizerSpec;
import org.trainopt.api.Schedule;
import org.trainopt.api.Schedules;
import org.trainopt.experiments.study.StudyResult.Axis;

/**
 * A method that takes part in a study: a name, a search space, and the optimizer that a point of
 * the space stands for. {@link Methods} has them.
 *
 * @param name the display name
 * @param space the axes of its search, {@code learningRate} and {@code schedule} among them
 * @param direction the optimizer of a point, without its learning rate
 */
record Method(
    String name, List<Axis> space, Function<Map<String, String>, OptimizerSpec> direction) {

  /** The optimizer of a point, for runs of the given length. */
  OptimizerSpec spec(Map<String, String> values, int steps) {
    double rate = number(values, "learningRate");
    // 1/t as c/(t + t0): at the tuned rate first, a tenth of it by the end.
    double t0 = steps / 9.0;
    Schedule schedule =
        switch (String.valueOf(values.get("schedule"))) {
          case "1/t" -> Schedules.harmonic(rate * t0, t0);
          case "cosine" -> Schedules.cosine(rate, steps);
          default -> Schedules.constant(rate);
        };
    return direction.apply(values).withLearningRate(schedule).withGainPolicy(GainPolicy.IGNORE);
  }

  static double number(Map<String, String> values, String axis) {
    return Double.parseDouble(String.valueOf(values.get(axis)));
  }
}
