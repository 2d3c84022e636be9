package org.trainopt.check.claim;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.trainopt.api.Estimator;
import org.trainopt.api.OptimizerSpec;
import org.trainopt.api.Scaling;
import org.trainopt.api.Schedule;
import org.trainopt.api.Schedules;
import org.trainopt.api.StatePrecision;
import org.trainopt.api.Training;
import org.trainopt.check.Protocol;
import org.trainopt.check.problem.NonConvex;
import org.trainopt.check.problem.Problem;
import org.trainopt.check.problem.StronglyConvex;
import org.trainopt.check.run.Grid;
import org.trainopt.check.run.Streams;

/**
 * What can be told of an optimizer's answers before it runs, from its step sizes alone: the gain κ
 * must stay below 2 to be stable, and must not fall faster than 1/t for the estimate to follow.
 */
public final class Foresight {
  private static final double BFLOAT16_HALF_PLACE = 0x1p-9;

  private Foresight() {}

  /** Warnings, one line each; none if nothing can be foreseen. */
  public static List<String> warnings(OptimizerSpec spec, Problem problem, Protocol protocol) {
    List<String> warnings = new ArrayList<>();
    long horizon = problem instanceof NonConvex ? protocol.logHorizon() : protocol.horizon();
    Estimator estimator = spec.estimator();
    if (estimator instanceof Estimator.Stochastic) {
      if (problem instanceof StronglyConvex) {
        warnings.add("Ĝ = g has the stochastic gradient's variance at every step: C2 will reject");
      }
    } else {
      unstable(estimator, problem, horizon, warnings);
      if (problem instanceof StronglyConvex convex) {
        estimateRate(estimator, convex, horizon, warnings);
        if (spec.statePrecision() == StatePrecision.BFLOAT16) {
          precision(estimator, horizon, warnings);
        }
      }
    }
    if (problem instanceof StronglyConvex convex && spec.scaling() instanceof Scaling.None) {
      weightsRate(spec.learningRate(), convex, horizon, warnings);
    }
    return warnings;
  }

  /** κ ≥ 2 at the first weights, of the seed with the largest ones. */
  private static void unstable(
      Estimator estimator, Problem problem, long horizon, List<String> warnings) {
    double largest = 0;
    float[] w = new float[problem.dimension()];
    for (int seed = 0; seed < 20; seed++) {
      problem.start(Streams.of(0, "foresight", seed), w);
      largest = Math.max(largest, squares(estimator, w)[1]);
    }
    for (long t : new Grid(horizon).times()) {
      double kappa = gain(estimator, t - 1, largest);
      if (kappa >= 2) {
        warnings.add(
            String.format(
                Locale.ROOT,
                "κ reaches %.3g ≥ 2 at step %d for first weights of this problem: the estimator's"
                    + " own step overshoots there and may diverge; lower α or β, or normalise",
                kappa,
                t - 1));
        return;
      }
    }
  }

  private static void estimateRate(
      Estimator estimator, StronglyConvex problem, long horizon, List<String> warnings) {
    double[] optimum = problem.optimum();
    float[] w = new float[optimum.length];
    for (int i = 0; i < w.length; i++) {
      w[i] = (float) optimum[i];
    }
    double least = squares(estimator, w)[0];
    double kappa = gain(estimator, horizon, least);
    if (constant(kappa, gain(estimator, horizon / 4, least))) {
      warnings.add("κ does not decay: the estimate's variance stays, and C2 will reject");
    } else if (kappa * horizon <= 1) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "κ ≈ %.3g/t with a constant ≤ 1: the estimate follows too slowly; expect a slope of"
                  + " about %.2f, and C1 and C2 to reject",
              kappa * horizon,
              -kappa * horizon));
    }
  }

  /** b moves by β r, which bfloat16 loses once it is half of b's last place. */
  private static void precision(Estimator estimator, long horizon, List<String> warnings) {
    double beta = gain(estimator, horizon, 0);
    if (beta < BFLOAT16_HALF_PLACE) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "β falls to %.3g, below the 2⁻⁹ of a value that bfloat16 state can tell: the estimator"
                  + " stops to follow; expect C2 to reject, or use FLOAT32",
              beta));
    }
  }

  private static void weightsRate(
      Schedule learningRate, StronglyConvex problem, long horizon, List<String> warnings) {
    double eta = learningRate.at(horizon);
    double rate = eta * horizon * problem.strongConvexity();
    if (constant(eta, learningRate.at(horizon / 4))) {
      warnings.add("η does not decay: the weights stay at a floor, and C1 will reject");
    } else if (rate < 0.01) {
      warnings.add("η falls faster than 1/t: the weights stop on the way, and C1 will reject");
    } else if (rate <= 0.5) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "η ≈ a/t with aμ = %.3g ≤ ½: expect a slope of about %.2f, and C1 to reject",
              rate,
              -2 * rate));
    }
  }

  private static boolean constant(double last, double quarter) {
    return last > 0.5 * quarter;
  }

  /**
   * The smallest and largest factor of α in κ at some weights: ‖w‖² for Full, over the coordinates
   * w_i² for Diagonal; 0 where A is absent, and for Rank-One, whose factor its state decides.
   */
  private static double[] squares(Estimator estimator, float[] w) {
    double sum = 0;
    double least = Double.POSITIVE_INFINITY;
    double largest = 0;
    for (float x : w) {
      double square = (double) x * x;
      sum += square;
      least = Math.min(least, square);
      largest = Math.max(largest, square);
    }
    if (estimator instanceof Estimator.Full) {
      return new double[] {sum, sum};
    }
    return estimator instanceof Estimator.Diagonal
        ? new double[] {least, largest}
        : new double[] {0, 0};
  }

  private static double gain(Estimator estimator, long step, double square) {
    if (estimator instanceof Estimator.Ema ema) {
      return ema.beta().at(step);
    }
    Training training = training(estimator);
    double factor = training.normalized() ? square / (1 + square) : square;
    return training.beta().at(step) + training.alpha().at(step) * factor;
  }

  private static Training training(Estimator estimator) {
    if (estimator instanceof Estimator.Full full) {
      return full.training();
    }
    if (estimator instanceof Estimator.Diagonal diagonal) {
      return diagonal.training();
    }
    if (estimator instanceof Estimator.RankOne rankOne) {
      return rankOne.training();
    }
    return Training.of(Schedules.constant(0), Schedules.constant(0));
  }
}
