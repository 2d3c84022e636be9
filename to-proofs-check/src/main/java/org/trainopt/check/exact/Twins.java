package org.trainopt.check.exact;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.trainopt.api.Estimator;
import org.trainopt.api.GainPolicy;
import org.trainopt.api.InitialBias;
import org.trainopt.api.OptimizerSpec;
import org.trainopt.api.Order;
import org.trainopt.api.Schedule;
import org.trainopt.api.Schedules;
import org.trainopt.api.Scope;
import org.trainopt.api.Training;
import org.trainopt.check.claim.Lab;

/** Two production optimizers side by side that must make the same steps. */
public final class Twins {
  /** Steps of every comparison. */
  public static final int STEPS = 500;

  private static final int[] DIMENSIONS = {1, 5, Rounding.MAX_DIMENSION};
  private static final Schedule ETA = OneStep.ETA;

  private Twins() {}

  /**
   * The weights whose bits differ, over all steps and d = 1, 5, 32; 0 if the optimizers are the
   * same.
   *
   * @param one an estimator
   * @param other another, given the same gradients at the first one's weights
   */
  public static double differingWeights(Lab lab, Estimator one, Estimator other) {
    long count = 0;
    for (int d : DIMENSIONS) {
      Pull pull = new Pull(lab.masterSeed(), d);
      try (Probe x = Probe.whole(spec(one), d, lab);
          Probe y = Probe.whole(spec(other), d, lab)) {
        float[] start = pull.start();
        x.setWeights(start);
        y.setWeights(start);
        for (int t = 0; t < STEPS; t++) {
          float[] g = pull.gradient(x.weights());
          x.step(g);
          y.step(g);
          float[] w = x.weights();
          float[] v = y.weights();
          for (int i = 0; i < d; i++) {
            count += Float.floatToIntBits(w[i]) == Float.floatToIntBits(v[i]) ? 0 : 1;
          }
        }
      }
    }
    return count;
  }

  /**
   * How far co-trained Diagonal with A = 0, α = 0 is from momentum, in units of {@link Rounding}:
   * every step is made by both from the same weights and the same b.
   */
  public static double momentumGap(Lab lab, Schedule beta) {
    Training training = Training.of(Schedules.constant(0), beta);
    OptimizerSpec momentum = spec(momentum(beta, training.order()));
    double largest = 0;
    for (int d : DIMENSIONS) {
      try (Probe y = Probe.whole(momentum, d, lab)) {
        largest = Math.max(largest, gap(lab, training, y, d));
      }
    }
    return largest;
  }

  /**
   * How far Diagonal is from Full whose A is kept diagonal, in units of {@link Rounding}: every
   * step is made by both from the same weights and state. Full over d tensors of one element each,
   * taken tensor by tensor, is Full over d weights with its off-diagonals masked.
   *
   * @param masked false for the control: Full with its off-diagonals
   */
  public static double fullGap(Lab lab, Training training, boolean masked) {
    OptimizerSpec full = spec(new Estimator.Full(training));
    double largest = 0;
    for (int d : DIMENSIONS) {
      try (Probe y =
          masked
              ? Probe.split(full.withScope(Scope.PER_TENSOR), d, lab)
              : Probe.whole(full, d, lab)) {
        largest = Math.max(largest, gap(lab, training, y, d));
      }
    }
    return largest;
  }

  /** Momentum as an optimizer of its own. */
  public static Estimator momentum(Schedule beta, Order order) {
    return new Estimator.Ema(beta, false, order, InitialBias.ZERO);
  }

  /** The largest gap between Diagonal's step and another's, in Ĝ, weights, A w and b. */
  private static double gap(Lab lab, Training training, Probe y, int d) {
    Pull pull = new Pull(lab.masterSeed(), d);
    double largest = 0;
    try (Probe x = Probe.whole(spec(Trainable.DIAGONAL.estimator(training)), d, lab)) {
      x.setWeights(pull.start());
      for (int t = 0; t < STEPS; t++) {
        float[] w = x.weights();
        float[] g = pull.gradient(w);
        State before = x.state();
        y.setWeights(w);
        y.setState(asFull(before, y.state()));
        x.step(g);
        y.step(g);
        double[] at = Vectors.exact(w);
        double[] scale =
            Trainable.DIAGONAL.magnitude(
                before, at, Vectors.exact(g), training.alpha().at(t), training.beta().at(t));
        State after = asFull(x.state(), y.state());
        double[] step = scale.clone();
        double eta = ETA.at(t);
        Arrays.setAll(step, i -> Math.abs(at[i]) + eta * scale[i]);
        largest = Math.max(largest, gap(x.estimate(), y.estimate(), scale));
        largest = Math.max(largest, gap(x.weights(), y.weights(), step));
        largest = Math.max(largest, Rounding.gap(after.of("b"), y.state().of("b"), scale));
        if (after.arrays().containsKey("A")) {
          double[] perWeight = scale.clone();
          Arrays.setAll(perWeight, i -> scale[i] / Math.abs(at[i]));
          largest =
              Math.max(largest, Rounding.gap(x.state().of("a"), diagonal(y.state(), d), perWeight));
        }
      }
    }
    return largest;
  }

  private static double gap(float[] x, float[] y, double[] scale) {
    return Rounding.gap(Vectors.exact(x), Vectors.exact(y), scale);
  }

  /** Diagonal's state in the arrays of another optimizer. */
  private static State asFull(State diagonal, State like) {
    Map<String, double[]> arrays = new TreeMap<>();
    arrays.put("b", diagonal.of("b"));
    if (like.arrays().containsKey("A")) {
      double[] a = diagonal.of("a");
      double[] matrix = like.of("A").clone();
      int stride = matrix.length == a.length ? 1 : a.length + 1;
      for (int i = 0; i < a.length; i++) {
        matrix[i * stride] = a[i];
      }
      arrays.put("A", matrix);
    }
    return new State(arrays);
  }

  private static double[] diagonal(State full, int d) {
    double[] matrix = full.of("A");
    double[] a = new double[d];
    int stride = matrix.length == d ? 1 : d + 1;
    Arrays.setAll(a, i -> matrix[i * stride]);
    return a;
  }

  private static OptimizerSpec spec(Estimator estimator) {
    return OptimizerSpec.of(estimator).withLearningRate(ETA).withGainPolicy(GainPolicy.IGNORE);
  }
}
