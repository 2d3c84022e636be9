package org.trainopt.check.exact;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.trainopt.api.GainPolicy;
import org.trainopt.api.OptimizerSpec;
import org.trainopt.api.Order;
import org.trainopt.api.Schedules;
import org.trainopt.api.Training;
import org.trainopt.check.claim.Lab;
import org.trainopt.check.run.Streams;

/**
 * A Taylor test: does a production step train the estimator along the gradient of {@code ℓ(θ) = ½‖A
 * w + b − g‖²}, θ being A or its factors, and b? The gradient is read off the state before and
 * after the step, {@code G = (θ − θ⁺)/stepsize}. If it is the gradient, the remainder
 *
 * <pre>
 *   R(h) = |ℓ(θ + hE) − ℓ(θ) − h⟨G, E⟩|
 * </pre>
 *
 * falls like h², else like h, for almost every direction E; R here is the largest over some. State,
 * weights and gradients are small multiples of powers of two and the step sizes are powers of two,
 * so that float32 makes no rounding errors and G is exact.
 */
public final class TaylorRemainder {
  /** A's step size. */
  public static final double ALPHA = 0x1p-3;

  /** b's step size. */
  public static final double BETA = 0x1p-5;

  private static final int[] DIMENSIONS = {1, 3, 5};
  private static final int POINTS = 8;
  private static final int DIRECTIONS = 16;
  private static final int LARGEST = 6;
  private static final int SMALLEST = 12;

  private TaylorRemainder() {}

  /**
   * 2 less the smallest observed rate {@code log₂ R(h)/R(h/2)} over h = 2⁻⁶, …, 2⁻¹¹, points, d =
   * 1, 3, 5 and both orders: 0 for a gradient, 1 for what is none.
   *
   * @param alpha the step size by which A's change is divided; {@link #ALPHA} but for controls
   * @param beta the step size by which b's change is divided; {@link #BETA} but for controls
   */
  public static double rateShortfall(Lab lab, Trainable variant, double alpha, double beta) {
    double slowest = Double.POSITIVE_INFINITY;
    for (Order order : Order.values()) {
      Training training =
          Training.of(Schedules.constant(ALPHA), Schedules.constant(BETA)).withOrder(order);
      OptimizerSpec spec =
          OptimizerSpec.of(variant.estimator(training)).withGainPolicy(GainPolicy.IGNORE);
      for (int d : DIMENSIONS) {
        RandomGenerator random = Streams.of(lab.masterSeed(), "Taylor", d);
        try (Probe probe = Probe.whole(spec, d, lab)) {
          // One optimizer for all points: what it remembers of earlier weights would show.
          for (int k = 0; k < POINTS; k++) {
            slowest = Math.min(slowest, rate(probe, variant, alpha, beta, d, random));
          }
        }
      }
    }
    return 2 - slowest;
  }

  private static double rate(
      Probe probe, Trainable variant, double alpha, double beta, int d, RandomGenerator random) {
    State theta = filled(probe.state(), random, false);
    float[] w = dyadic(d, random);
    float[] g = dyadic(d, random);
    probe.setState(theta);
    probe.setWeights(w);
    probe.step(g);
    State gradient = gradient(theta, probe.state(), alpha, beta);
    double[] remainders = new double[SMALLEST - LARGEST + 1];
    for (int k = 0; k < DIRECTIONS; k++) {
      State direction = filled(theta, random, true);
      double slope = 0;
      for (String name : theta.arrays().keySet()) {
        slope += Vectors.dot(gradient.of(name), direction.of(name));
      }
      double loss = loss(variant, theta, w, g);
      for (int i = 0; i < remainders.length; i++) {
        double h = Math.scalb(1.0, -(LARGEST + i));
        double moved = loss(variant, theta.moved(h, direction), w, g);
        remainders[i] = Math.max(remainders[i], Math.abs(moved - loss - h * slope));
      }
    }
    double slowest = Double.POSITIVE_INFINITY;
    for (int i = 1; i < remainders.length; i++) {
      slowest = Math.min(slowest, Math.log(remainders[i - 1] / remainders[i]) / Math.log(2));
    }
    return slowest;
  }

  private static double loss(Trainable variant, State theta, float[] w, float[] g) {
    double[] p = variant.predict(theta, Vectors.exact(w));
    double squares = 0;
    for (int i = 0; i < p.length; i++) {
      squares += (p[i] - g[i]) * (p[i] - g[i]);
    }
    return squares / 2;
  }

  private static State gradient(State before, State after, double alpha, double beta) {
    Map<String, double[]> arrays = new TreeMap<>();
    before
        .arrays()
        .forEach(
            (name, from) -> {
              double[] to = after.of(name);
              double step = name.equals("b") ? beta : alpha;
              double[] slope = new double[from.length];
              Arrays.setAll(slope, i -> (from[i] - to[i]) / step);
              arrays.put(name, slope);
            });
    return new State(arrays);
  }

  /** Arrays like others, filled with numbers uniform in [−1, 1) or with dyadic ones. */
  private static State filled(State like, RandomGenerator random, boolean uniform) {
    Map<String, double[]> arrays = new TreeMap<>();
    like.arrays()
        .forEach(
            (name, values) ->
                arrays.put(
                    name,
                    uniform
                        ? random.doubles(values.length, -1, 1).toArray()
                        : Vectors.exact(dyadic(values.length, random))));
    return new State(arrays);
  }

  /** Multiples of ¼ from ¼ to 2, with random signs. */
  private static float[] dyadic(int length, RandomGenerator random) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (random.nextBoolean() ? 0.25f : -0.25f) * (1 + random.nextInt(8));
    }
    return values;
  }
}
