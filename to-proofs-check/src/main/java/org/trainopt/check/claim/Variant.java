package org.trainopt.check.claim;

import org.trainopt.api.Estimator;
import org.trainopt.api.InitialBias;
import org.trainopt.api.InitialV;
import org.trainopt.api.OptimizerSpec;
import org.trainopt.api.Order;
import org.trainopt.api.Schedule;
import org.trainopt.api.Training;
import org.trainopt.check.problem.Problem;
import org.trainopt.check.problem.Tuning;
import org.trainopt.check.run.Arm;

/** The estimators that claims are checked for. */
enum Variant {
  FULL("Full-TO"),
  DIAGONAL("Diagonal-TO"),
  RANK_ONE("Rank-One-TO"),
  /** A = 0: momentum with a decaying β. */
  B_ONLY("b only");

  private final String words;

  Variant(String words) {
    this.words = words;
  }

  /** What is shown. */
  String words() {
    return words;
  }

  /** The estimator with these step sizes. */
  Estimator estimator(Schedule alpha, Schedule beta, Order order) {
    Training training = Training.of(alpha, beta).withOrder(order);
    return switch (this) {
      case FULL -> new Estimator.Full(training);
      case DIAGONAL -> new Estimator.Diagonal(training);
      case RANK_ONE -> new Estimator.RankOne(training, InitialV.RANDOM_SIGNS);
      case B_ONLY -> new Estimator.Ema(beta, false, order, InitialBias.ZERO);
    };
  }

  /** This variant on a problem under its tuning. */
  Arm on(Problem problem, Order order, long horizon) {
    Tuning tuning = problem.tuning();
    return with(problem, tuning.learningRate(), tuning.alpha(), tuning.beta(), order, horizon);
  }

  /** This variant on a problem under other step sizes. */
  Arm with(
      Problem problem,
      Schedule learningRate,
      Schedule alpha,
      Schedule beta,
      Order order,
      long horizon) {
    String label = words + (order == Order.PREDICT_FIRST ? ", predict first" : "");
    OptimizerSpec spec =
        OptimizerSpec.of(estimator(alpha, beta, order)).withLearningRate(learningRate);
    return Arm.of(label, problem, spec, horizon);
  }

  /** SGD on a problem under its tuning. */
  static Arm sgd(Problem problem, long horizon) {
    return Arm.of(
        "SGD",
        problem,
        OptimizerSpec.of(Estimator.stochastic()).withLearningRate(problem.tuning().learningRate()),
        horizon);
  }
}
