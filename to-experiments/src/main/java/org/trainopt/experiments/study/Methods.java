package org.trainopt.experiments.study;

import static org.trainopt.api.Schedules.constant;
import static org.trainopt.experiments.study.Method.number;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.trainopt.api.Estimator;
import org.trainopt.api.InitialBias;
import org.trainopt.api.InitialV;
import org.trainopt.api.OptimizerSpec;
import org.trainopt.api.Order;
import org.trainopt.api.Scaling;
import org.trainopt.api.Scope;
import org.trainopt.api.Training;
import org.trainopt.experiments.config.LogisticSettings;
import org.trainopt.experiments.study.StudyResult.Axis;

/**
 * The methods of the paper's comparison, and TO with Adam's scaling, with their search spaces. All
 * choose among the same learning-rate schedules. TO uses the normalised step, since the plain one
 * has no safe range of α.
 */
final class Methods {
  static final String SGD = "SGD";
  static final String ADAM = "Adam";

  private static final Axis SCHEDULE =
      new Axis("schedule", Double.NaN, Double.NaN, List.of("constant", "1/t", "cosine"));
  private static final Axis BETA = new Axis("beta", 0.02, 1, List.of());
  private static final Axis RHO = new Axis("rho", 1e-3, 1, List.of());

  /**
   * The learning rates that are searched.
   *
   * @param plain of methods whose step is as large as the gradient
   * @param adagrad of AdaGrad, whose step shrinks as the gradients add up
   * @param scaled of methods whose step is about as large as the learning rate
   */
  private record Rates(Axis plain, Axis adagrad, Axis scaled) {}

  private static final Rates LOGISTIC = rates(3e-3, 3, 3e-3, 3, 3e-4, 0.3);
  private static final Rates RESNET = rates(1e-2, 3, 1e-3, 0.1, 3e-4, 0.03);
  private static final Rates LLAMA = rates(3e-3, 1, 3e-4, 0.03, 3e-5, 3e-3);

  private Methods() {}

  private static Rates rates(double... bounds) {
    return new Rates(
        rate(bounds[0], bounds[1]), rate(bounds[2], bounds[3]), rate(bounds[4], bounds[5]));
  }

  private static Axis rate(double low, double high) {
    return new Axis("learningRate", low, high, List.of());
  }

  /** The methods on a task family, in display order. */
  static List<Method> of(String task) {
    return switch (task) {
      case LogisticSettings.TASK -> logistic();
      case "resnet" -> network(RESNET);
      case "llama" -> network(LLAMA);
      default -> throw new IllegalArgumentException("no methods for task " + task);
    };
  }

  private static List<Method> logistic() {
    List<Method> methods = new ArrayList<>(rivals(LOGISTIC));
    methods.add(
        trained(
            "Full-TO", LOGISTIC.plain(), v -> OptimizerSpec.of(new Estimator.Full(training(v)))));
    methods.addAll(vectors(LOGISTIC));
    return methods;
  }

  /** Full-TO alone does not fit a network. */
  private static List<Method> network(Rates rates) {
    List<Method> methods = new ArrayList<>(rivals(rates));
    methods.addAll(vectors(rates));
    methods.add(
        methods.size() - 1,
        trained(
            "Auto-TO",
            rates.plain(),
            v ->
                OptimizerSpec.of(
                        Estimator.auto(
                            new Estimator.Full(training(v)), new Estimator.Diagonal(training(v))))
                    .withScope(Scope.PER_TENSOR)));
    return methods;
  }

  private static List<Method> rivals(Rates rates) {
    return List.of(
        new Method(
            SGD, List.of(rates.plain(), SCHEDULE), v -> OptimizerSpec.of(Estimator.stochastic())),
        new Method(
            "Momentum",
            List.of(rates.plain(), SCHEDULE, BETA),
            v -> OptimizerSpec.of(Estimator.ema(constant(number(v, "beta"))))),
        new Method(
            "AdaGrad",
            List.of(rates.adagrad(), SCHEDULE),
            v -> OptimizerSpec.of(Estimator.stochastic()).withScaling(Scaling.adagrad())),
        new Method(
            "RMSProp",
            List.of(rates.scaled(), SCHEDULE),
            v -> OptimizerSpec.of(Estimator.stochastic()).withScaling(Scaling.rmsprop())),
        new Method(
            ADAM,
            List.of(rates.scaled(), SCHEDULE, BETA),
            v ->
                OptimizerSpec.of(Estimator.biasCorrectedEma(constant(number(v, "beta"))))
                    .withScaling(Scaling.adam())));
  }

  /** The trained estimators whose state is a few vectors. */
  private static List<Method> vectors(Rates rates) {
    return List.of(
        trained(
            "Diagonal-TO",
            rates.plain(),
            v -> OptimizerSpec.of(new Estimator.Diagonal(training(v)))),
        trained(
            "Rank-One-TO",
            rates.plain(),
            v -> OptimizerSpec.of(new Estimator.RankOne(training(v), InitialV.RANDOM_SIGNS))),
        trained(
            "Diagonal-TO + Adam scaling",
            rates.scaled(),
            v ->
                OptimizerSpec.of(new Estimator.Diagonal(training(v))).withScaling(Scaling.adam())));
  }

  private static Method trained(
      String name, Axis rate, Function<Map<String, String>, OptimizerSpec> direction) {
    return new Method(name, List.of(rate, SCHEDULE, BETA, RHO), direction);
  }

  private static Training training(Map<String, String> values) {
    return new Training(
        constant(number(values, "rho")),
        constant(number(values, "beta")),
        true,
        Order.CO_TRAIN_FIRST,
        InitialBias.ZERO);
  }
}
