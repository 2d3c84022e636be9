package org.trainopt.check.exact;

import java.util.random.RandomGenerator;
import org.trainopt.api.Estimator;
import org.trainopt.api.GainPolicy;
import org.trainopt.api.OptimizerSpec;
import org.trainopt.api.Order;
import org.trainopt.api.Schedule;
import org.trainopt.api.Training;
import org.trainopt.check.claim.Lab;
import org.trainopt.check.problem.FiniteSum;
import org.trainopt.check.problem.Problem;
import org.trainopt.check.run.Streams;

/**
 * Runs of a production optimizer on a finite sum with projection onto a ball, every step of which
 * is held against {@link StateBound}.
 *
 * @param variant the estimator
 * @param order its order
 * @param problem the finite sum; its data give D_G
 * @param q weighs A against b in the state's norm
 * @param alpha A's step sizes: q β, or 0 for A ≡ 0
 * @param beta b's step sizes
 * @param steps of a run
 */
public record BoundedRun(
    Trainable variant,
    Order order,
    FiniteSum problem,
    double q,
    Schedule alpha,
    Schedule beta,
    long steps) {
  /** D, the radius of the ball. */
  public static final double RADIUS = 2;

  /** Runs. */
  public static final int SEEDS = 4;

  /**
   * Float32's projection and gradients may exceed a norm by this factor; the bounds allow for it.
   */
  private static final double FLOAT = 1 + 0x1p-20;

  /** A run that broke its bounds this far has said enough, and ends before it overflows. */
  private static final double ENOUGH = 10;

  /**
   * Largest ratios of what was measured to its bound, over all runs and steps.
   *
   * @param state the state's norm √N_t to √B_t
   * @param estimate ‖Ĝ_t‖ to its bound
   * @param premises of ‖w_t‖ to D, of ‖g_t‖ to D_G, and κ̄_t: at most 1 where the theorem holds
   */
  public record Ratios(double state, double estimate, double premises) {
    Ratios or(Ratios other) {
      return new Ratios(
          Math.max(state, other.state),
          Math.max(estimate, other.estimate),
          Math.max(premises, other.premises));
    }
  }

  /** Makes the runs. */
  public Ratios measure(Lab lab) {
    Ratios largest = new Ratios(0, 0, 0);
    for (int k = 0; k < SEEDS; k++) {
      largest = largest.or(run(lab, k));
    }
    return largest;
  }

  private Ratios run(Lab lab, int number) {
    Estimator estimator = variant.estimator(Training.of(alpha, beta).withOrder(order));
    OptimizerSpec spec =
        OptimizerSpec.of(estimator)
            .withLearningRate(problem.tuning().learningRate())
            .withRadius(RADIUS)
            .withGainPolicy(GainPolicy.IGNORE)
            .withSeed(number);
    RandomGenerator random = Streams.of(lab.masterSeed(), "bounded estimator", number);
    int d = problem.dimension();
    double radius = RADIUS * FLOAT;
    double gradientBound = problem.gradientBound(radius) * FLOAT;
    Ratios largest = new Ratios(0, 0, 0);
    try (Probe probe = Probe.whole(spec, d, lab)) {
      probe.setWeights(start(random));
      Problem.Oracle oracle = problem.oracle(random);
      StateBound bound =
          new StateBound(variant, q, radius, gradientBound, variant.normSquares(probe.state(), q));
      float[] g = new float[d];
      for (long t = 0; t < steps && Math.min(largest.state, largest.estimate) < ENOUGH; t++) {
        float[] w = probe.weights();
        oracle.gradient(w, g);
        probe.step(g);
        double step = beta.at(t);
        double premises =
            Math.max(Math.max(norm(w) / radius, norm(g) / gradientBound), bound.gain(step));
        double before = bound.estimate();
        bound.advance(step);
        double estimate = order == Order.PREDICT_FIRST ? before : bound.estimate();
        double squares = variant.normSquares(probe.state(), q);
        largest =
            largest.or(
                new Ratios(
                    Math.sqrt(squares / bound.squares()),
                    ratio(norm(probe.estimate()), estimate),
                    premises));
      }
    }
    return largest;
  }

  /** The problem's first weights, moved into the ball. */
  private float[] start(RandomGenerator random) {
    float[] w = new float[problem.dimension()];
    problem.start(random, w);
    double factor = Math.min(1, RADIUS / norm(w));
    for (int i = 0; i < w.length; i++) {
      w[i] = (float) (factor * w[i]);
    }
    return w;
  }

  /** 0 for 0/0: before the first step of A = b = 0 nothing is allowed, and nothing is there. */
  private static double ratio(double measured, double bound) {
    return measured == 0 ? 0 : measured / bound;
  }

  private static double norm(float[] x) {
    return Math.sqrt(Vectors.squares(Vectors.exact(x)));
  }
}
