package org.trainopt.check.exact;

import java.util.Arrays;
import org.trainopt.api.GainPolicy;
import org.trainopt.api.OptimizerSpec;
import org.trainopt.api.Order;
import org.trainopt.api.Schedule;
import org.trainopt.api.Schedules;
import org.trainopt.api.Training;
import org.trainopt.check.claim.Lab;

/** Every step of a run of a production optimizer against the formulas of one step. */
public final class OneStep {
  /** Steps of a run. */
  public static final int STEPS = 500;

  /** A's step sizes, unlike b's in constant and offset: to take one for the other shows. */
  public static final Schedule ALPHA = Schedules.harmonic(0.5, 80);

  /** b's step sizes. */
  public static final Schedule BETA = Schedules.harmonic(8, 20);

  /** The weights' step sizes. */
  static final Schedule ETA = Schedules.harmonic(2, 25);

  private static final int[] DIMENSIONS = {1, 5, Rounding.MAX_DIMENSION};

  private OneStep() {}

  /**
   * The largest distance of a step from its formulas over all steps and coordinates, in units of
   * {@link Rounding}: of A⁺w + b⁺, computed from the state after the step, of Ĝ, and of w⁺ from
   * {@code w − η Ĝ}.
   *
   * @param trained what A⁺w + b⁺ must be
   * @param used what Ĝ must be
   */
  public static double gap(Lab lab, Trainable variant, Order order, Formula trained, Formula used) {
    double largest = 0;
    for (int d : DIMENSIONS) {
      largest = Math.max(largest, gap(lab, variant, order, trained, used, d));
    }
    return largest;
  }

  private static double gap(
      Lab lab, Trainable variant, Order order, Formula trained, Formula used, int d) {
    Training training = Training.of(ALPHA, BETA).withOrder(order);
    OptimizerSpec spec =
        OptimizerSpec.of(variant.estimator(training))
            .withLearningRate(ETA)
            .withGainPolicy(GainPolicy.IGNORE)
            .withSeed(d);
    Pull pull = new Pull(lab.masterSeed(), d);
    double largest = 0;
    try (Probe probe = Probe.whole(spec, d, lab)) {
      probe.setWeights(pull.start());
      for (int t = 0; t < STEPS; t++) {
        State before = probe.state();
        double[] w = Vectors.exact(probe.weights());
        float[] gradient = pull.gradient(probe.weights());
        double[] g = Vectors.exact(gradient);
        double alpha = ALPHA.at(t);
        double beta = BETA.at(t);
        double eta = ETA.at(t);
        probe.step(gradient);

        double[] scale = variant.magnitude(before, w, g, alpha, beta);
        double[] direction = used.of(before, w, g, alpha, beta);
        double[] next = w.clone();
        double[] nextScale = w.clone();
        Arrays.setAll(next, i -> w[i] - eta * direction[i]);
        Arrays.setAll(nextScale, i -> Math.abs(w[i]) + eta * scale[i]);
        double[] after = variant.predict(probe.state(), w);
        largest =
            Math.max(
                Math.max(
                    largest, Rounding.gap(after, trained.of(before, w, g, alpha, beta), scale)),
                Math.max(
                    Rounding.gap(Vectors.exact(probe.estimate()), direction, scale),
                    Rounding.gap(Vectors.exact(probe.weights()), next, nextScale)));
      }
    }
    return largest;
  }
}
