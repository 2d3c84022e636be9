package org.trainopt.check.claim;

import static org.trainopt.api.Order.CO_TRAIN_FIRST;
import static org.trainopt.api.Schedules.constant;
import static org.trainopt.api.Schedules.harmonic;
import static org.trainopt.api.Schedules.inverseSqrt;
import static org.trainopt.check.claim.Variant.B_ONLY;
import static org.trainopt.check.claim.Variant.FULL;

import java.util.Arrays;
import java.util.Map;
import org.trainopt.api.Estimator;
import org.trainopt.api.OptimizerSpec;
import org.trainopt.api.Schedule;
import org.trainopt.check.problem.Biased;
import org.trainopt.check.problem.Problem;
import org.trainopt.check.problem.Tuning;
import org.trainopt.check.run.Arm;
import org.trainopt.check.run.Tampering;

/** Optimizers with a known fault, or a known virtue, on a problem: the arms of the controls. */
final class Faults {
  private final Problem problem;
  private final Tuning tuning;
  private final long horizon;

  Faults(Problem problem, long horizon) {
    this.problem = problem;
    this.tuning = problem.tuning();
    this.horizon = horizon;
  }

  private Arm full(String what, Schedule learningRate, Schedule alpha, Schedule beta) {
    Arm arm = FULL.with(problem, learningRate, alpha, beta, CO_TRAIN_FIRST, horizon);
    return arm.named("Full-TO, " + what);
  }

  private Arm full(String what, Schedule learningRate) {
    return full(what, learningRate, tuning.alpha(), tuning.beta());
  }

  /** Momentum with constant η and β: weights and estimate stay at a floor. */
  Arm constantSteps() {
    return B_ONLY
        .with(problem, constant(0.1), constant(0), constant(0.2), CO_TRAIN_FIRST, horizon)
        .named("b only, constant η and β");
  }

  /** η = ½/√(t + γ): the slope is −½. */
  Arm slowStep() {
    return full("η ∝ 1/√t", inverseSqrt(0.5, tuning.gamma()));
  }

  /** aμ = 0.3 for μ = 1: the slope is about −0.6. */
  Arm smallStep() {
    return full("aμ = 0.3", harmonic(0.3, tuning.gamma()));
  }

  /** η = 2/(t + 8)²: the weights stop half-way. */
  Arm summableStep() {
    return full("η = 2/(t + 8)²", new InverseSquare(2, 8));
  }

  /** The estimator is trained too little: with ‖w*‖ = 1, κ_t → 0.5/t, and the slope is about −½. */
  Arm smallGain() {
    return full(
        "κ = 0.5",
        tuning.learningRate(),
        harmonic(0.25, tuning.gamma()),
        harmonic(0.25, tuning.gamma()));
  }

  /** β ≡ 0.1: the weights converge, the estimate does not. */
  Arm constantBeta() {
    return full("β ≡ 0.1", tuning.learningRate(), constant(0.02), constant(0.1));
  }

  /** β = 0.2/√t: the estimate converges too slowly. */
  Arm slowBeta() {
    return full(
        "β = 0.2/√t", tuning.learningRate(), tuning.alpha(), inverseSqrt(0.2, tuning.gamma()));
  }

  /** α = β = 0 from a wrong A = I/2 and b = ½: goes to the wrong place and stays. */
  Arm frozen() {
    int d = problem.dimension();
    float[] a = new float[d * d];
    for (int i = 0; i < d; i++) {
      a[i * d + i] = 0.5f;
    }
    float[] b = new float[d];
    Arrays.fill(b, 0.5f);
    return full("frozen wrong (A, b)", tuning.learningRate(), constant(0), constant(0))
        .withState(Map.of("A", a, "b", b));
  }

  /** A constant is added to every stochastic gradient. */
  Arm biased(double bias) {
    Arm arm = FULL.on(new Biased(problem, bias), CO_TRAIN_FIRST, horizon);
    return arm.named("Full-TO, gradients biased by " + bias);
  }

  /** A is moved uphill, and faster than b is moved down. */
  Arm flippedAlpha() {
    return full(
            "sign of A's update flipped",
            tuning.learningRate(),
            harmonic(2, tuning.gamma()),
            harmonic(0.5, tuning.gamma()))
        .withKernels(Tampering.FLIPPED_ALPHA);
  }

  /** Momentum with constant β. */
  Arm ema(double beta) {
    return Arm.of(
        "EMA momentum, β ≡ " + beta,
        problem,
        OptimizerSpec.of(Estimator.ema(constant(beta))).withLearningRate(tuning.learningRate()),
        horizon);
  }

  /** SGD. */
  Arm sgd() {
    return Variant.sgd(problem, horizon);
  }

  /** SGD with η = ½/√(t + γ). */
  Arm slowSgd() {
    return Arm.of(
        "SGD, η ∝ 1/√t",
        problem,
        OptimizerSpec.of(Estimator.stochastic()).withLearningRate(inverseSqrt(0.5, tuning.gamma())),
        horizon);
  }

  /** {@code c/(t + t0)²}: its sum is finite. */
  private record InverseSquare(double c, double t0) implements Schedule {
    @Override
    public double at(long step) {
      return c / ((step + t0) * (step + t0));
    }

    @Override
    public String toString() {
      return c + "/(t + " + t0 + ")^2";
    }
  }
}
