package org.trainopt.experiments.study;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.trainopt.api.Estimator;
import org.trainopt.api.GainPolicy;
import org.trainopt.api.InitialBias;
import org.trainopt.api.InitialV;
import org.trainopt.api.OptimizerSpec;
import org.trainopt.api.Order;
import org.trainopt.api.Scaling;
import org.trainopt.api.Schedule;
import org.trainopt.api.Schedules;
import org.trainopt.api.Training;
import org.trainopt.experiments.study.StudyResult.Axis;

/**
 * A method that takes part in a study: a name, a search space, and the optimizer that a point of
 * the space stands for. All methods choose among the same learning-rate schedules. TO uses the
 * normalised step, since the plain one has no safe range of α.
 */
final class Method {
  static final String SGD = "SGD";
  static final String ADAM = "Adam";

  private static final Axis SCHEDULE =
      new Axis("schedule", Double.NaN, Double.NaN, List.of("constant", "1/t", "cosine"));
  private static final Axis PLAIN_RATE = new Axis("learningRate", 3e-3, 3, List.of());
  private static final Axis SCALED_RATE = new Axis("learningRate", 3e-4, 0.3, List.of());
  private static final Axis BETA = new Axis("beta", 0.02, 1, List.of());
  private static final Axis RHO = new Axis("rho", 1e-3, 1, List.of());

  private final String name;
  private final List<Axis> space;
  private final Function<Map<String, String>, OptimizerSpec> direction;

  private Method(
      String name, List<Axis> space, Function<Map<String, String>, OptimizerSpec> direction) {
    this.name = name;
    this.space = space;
    this.direction = direction;
  }

  /** The methods of the paper's comparison, and TO with Adam's scaling, in display order. */
  static List<Method> all() {
    return List.of(
        new Method(
            SGD, List.of(PLAIN_RATE, SCHEDULE), v -> OptimizerSpec.of(Estimator.stochastic())),
        new Method("Momentum", List.of(PLAIN_RATE, SCHEDULE, BETA), v -> momentum(v)),
        new Method(
            "AdaGrad",
            List.of(PLAIN_RATE, SCHEDULE),
            v -> OptimizerSpec.of(Estimator.stochastic()).withScaling(Scaling.adagrad())),
        new Method(
            "RMSProp",
            List.of(SCALED_RATE, SCHEDULE),
            v -> OptimizerSpec.of(Estimator.stochastic()).withScaling(Scaling.rmsprop())),
        new Method(
            ADAM,
            List.of(SCALED_RATE, SCHEDULE, BETA),
            v ->
                OptimizerSpec.of(Estimator.biasCorrectedEma(Schedules.constant(number(v, "beta"))))
                    .withScaling(Scaling.adam())),
        new Method(
            "Full-TO",
            List.of(PLAIN_RATE, SCHEDULE, BETA, RHO),
            v -> OptimizerSpec.of(new Estimator.Full(training(v)))),
        new Method(
            "Diagonal-TO",
            List.of(PLAIN_RATE, SCHEDULE, BETA, RHO),
            v -> OptimizerSpec.of(new Estimator.Diagonal(training(v)))),
        new Method(
            "Rank-One-TO",
            List.of(PLAIN_RATE, SCHEDULE, BETA, RHO),
            v -> OptimizerSpec.of(new Estimator.RankOne(training(v), InitialV.RANDOM_SIGNS))),
        new Method(
            "Diagonal-TO + Adam scaling",
            List.of(SCALED_RATE, SCHEDULE, BETA, RHO),
            v ->
                OptimizerSpec.of(new Estimator.Diagonal(training(v))).withScaling(Scaling.adam())));
  }

  String name() {
    return name;
  }

  List<Axis> space() {
    return space;
  }

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

  private static OptimizerSpec momentum(Map<String, String> values) {
    return OptimizerSpec.of(Estimator.ema(Schedules.constant(number(values, "beta"))));
  }

  private static Training training(Map<String, String> values) {
    return new Training(
        Schedules.constant(number(values, "rho")),
        Schedules.constant(number(values, "beta")),
        true,
        Order.CO_TRAIN_FIRST,
        InitialBias.ZERO);
  }

  private static double number(Map<String, String> values, String axis) {
    return Double.parseDouble(String.valueOf(values.get(axis)));
  }
}
