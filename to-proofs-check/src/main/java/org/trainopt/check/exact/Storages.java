package org.trainopt.check.exact;

import java.util.Arrays;
import java.util.Map;
import org.trainopt.api.Estimator;
import org.trainopt.api.FullStorage;
import org.trainopt.api.GainPolicy;
import org.trainopt.api.OptimizerSpec;
import org.trainopt.api.Order;
import org.trainopt.api.Training;
import org.trainopt.check.claim.Lab;

/** Full-TO whose matrix is held as {@code A = A₀ + Σ f_s w_sᵀ} beside Full-TO that holds it all. */
public final class Storages {
  /** First flushed to after 12 steps, then after every fifth. */
  public static final FullStorage DELAYED = new FullStorage.Delayed(12, 5);

  private static final int[] DIMENSIONS = {1, 5, Rounding.MAX_DIMENSION};

  private Storages() {}

  /**
   * How far a step with {@link #DELAYED} storage is from the direct one, in units of {@link
   * Rounding}: every step is made by both from the same weights and the same A and b, in {@link
   * OneStep#STEPS} steps of d = 1, 5, 32.
   *
   * @param corrected false for the control: the direct one gets A₀ alone
   */
  public static double gap(Lab lab, Order order, boolean corrected) {
    double largest = 0;
    for (int d : DIMENSIONS) {
      largest = Math.max(largest, gap(lab, order, corrected, d));
    }
    return largest;
  }

  private static double gap(Lab lab, Order order, boolean corrected, int d) {
    Training training = Training.of(OneStep.ALPHA, OneStep.BETA).withOrder(order);
    Pull pull = new Pull(lab.masterSeed(), d);
    double largest = 0;
    try (Probe delayed = Probe.whole(spec(training, DELAYED), d, lab);
        Probe direct = Probe.whole(spec(training, FullStorage.direct()), d, lab)) {
      delayed.setWeights(pull.start());
      for (int t = 0; t < OneStep.STEPS; t++) {
        float[] w = delayed.weights();
        float[] g = pull.gradient(w);
        State before = delayed.state();
        direct.setWeights(w);
        direct.setState(corrected ? joined(before, d, false) : withoutCorrections(before));
        delayed.step(g);
        direct.step(g);

        double[] at = Vectors.exact(w);
        double[] scale =
            Trainable.FULL.magnitude(
                joined(before, d, true),
                at,
                Vectors.exact(g),
                OneStep.ALPHA.at(t),
                OneStep.BETA.at(t));
        double[] stepScale = scale.clone();
        double eta = OneStep.ETA.at(t);
        Arrays.setAll(stepScale, i -> Math.abs(at[i]) + eta * scale[i]);
        double[] after = Trainable.FULL.predict(joined(delayed.state(), d, false), at);
        for (double gap :
            new double[] {
              Rounding.gap(exact(delayed.estimate()), exact(direct.estimate()), scale),
              Rounding.gap(exact(delayed.weights()), exact(direct.weights()), stepScale),
              Rounding.gap(after, Trainable.FULL.predict(direct.state(), at), scale)
            }) {
          largest = Math.max(largest, gap);
        }
      }
    }
    return largest;
  }

  private static double[] exact(float[] values) {
    return Vectors.exact(values);
  }

  private static State withoutCorrections(State state) {
    return new State(Map.of("A", state.of("A"), "b", state.of("b")));
  }

  /**
   * A and b, with the corrections added to A.
   *
   * @param magnitudes sums up absolute values
   */
  private static State joined(State state, int d, boolean magnitudes) {
    double[] a = state.of("A").clone();
    double[] f = state.of("F");
    double[] points = state.of("W");
    if (magnitudes) {
      Arrays.setAll(a, i -> Math.abs(a[i]));
    }
    for (int s = 0; s < (int) state.of("corrections")[0]; s++) {
      for (int i = 0; i < d; i++) {
        for (int j = 0; j < d; j++) {
          double entry = f[s * d + i] * points[s * d + j];
          a[i * d + j] += magnitudes ? Math.abs(entry) : entry;
        }
      }
    }
    return new State(Map.of("A", a, "b", state.of("b")));
  }

  private static OptimizerSpec spec(Training training, FullStorage storage) {
    return OptimizerSpec.of(new Estimator.Full(training, storage))
        .withLearningRate(OneStep.ETA)
        .withGainPolicy(GainPolicy.IGNORE);
  }
}
