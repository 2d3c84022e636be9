package org.trainopt.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One step of each TO estimator from a random state: A, b, u and v move by −(step size) × the
 * gradient of {@code ½‖A w + b − g‖²}, taken by finite differences in double precision, and the
 * weights move along {@code A w + b} of the state after or before.
 */
class EstimatorTrainingTest {
  private static final int D = 6;
  private static final double RHO_OR_ALPHA = 0.03;
  private static final double BETA = 0.2;
  private static final double ETA = 0.25;

  private final float[] w = Catalog.gaussian(1, D);
  private final float[] g = Catalog.gaussian(2, D);

  static Stream<Arguments> everything() {
    List<Arguments> all = new ArrayList<>();
    for (Order order : Order.values()) {
      for (boolean normalized : new boolean[] {false, true}) {
        Training training =
            new Training(
                Schedules.constant(RHO_OR_ALPHA),
                Schedules.constant(BETA),
                normalized,
                order,
                InitialBias.ZERO);
        all.add(Arguments.of(new Estimator.Diagonal(training), training));
        all.add(Arguments.of(new Estimator.RankOne(training, InitialV.ONES), training));
        all.add(Arguments.of(new Estimator.Full(training), training));
      }
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("everything")
  void theStateMovesAgainstTheGradientOfItsLoss(Estimator estimator, Training training) {
    float[] weights = w.clone();
    try (Optimizer optimizer = optimizer(estimator, weights)) {
      Map<String, double[]> before = randomState(optimizer);
      optimizer.step(g);
      Map<String, double[]> after = doubles(optimizer.snapshot());
      before.forEach(
          (name, values) -> {
            double[] gradient = gradientOfLoss(before, name);
            double[] moved = after.get(name);
            for (int i = 0; i < values.length; i++) {
              double size = stepSize(name, i, before, training);
              assertThat(moved[i])
                  .as("%s[%d]", name, i)
                  .isEqualTo(values[i] - size * gradient[i], within(2e-6));
            }
            assertThat(moved).as("%s moved", name).isNotEqualTo(values);
          });
    }
  }

  @ParameterizedTest
  @MethodSource("everything")
  void theWeightsMoveAlongTheEstimate(Estimator estimator, Training training) {
    float[] weights = w.clone();
    try (Optimizer optimizer = optimizer(estimator, weights)) {
      Map<String, double[]> before = randomState(optimizer);
      optimizer.onStep(report -> {});
      optimizer.step(g);
      Map<String, double[]> used =
          training.order() == Order.PREDICT_FIRST ? before : doubles(optimizer.snapshot());
      double[] expected = estimate(used);
      float[] estimate = new float[D];
      optimizer.readEstimate(0, estimate);
      for (int i = 0; i < D; i++) {
        assertThat((double) estimate[i]).isEqualTo(expected[i], within(5e-6));
        assertThat((double) weights[i]).isEqualTo(w[i] - ETA * expected[i], within(5e-6));
      }
    }
  }

  private static Optimizer optimizer(Estimator estimator, float[] weights) {
    return OptimizerSpec.of(estimator)
        .withLearningRate(ETA)
        .withGainPolicy(GainPolicy.IGNORE)
        .build(Parameters.of(Parameter.of("w", weights)));
  }

  /** Puts random numbers into every state array; answers with them. */
  private static Map<String, double[]> randomState(Optimizer optimizer) {
    OptimizerState start = optimizer.snapshot();
    Map<String, float[]> arrays = start.arrays();
    long seed = 10;
    for (Map.Entry<String, float[]> entry : arrays.entrySet()) {
      entry.setValue(Catalog.gaussian(seed++, entry.getValue().length));
    }
    optimizer.restore(new OptimizerState(1, start.scope(), arrays, start.products()));
    return doubles(optimizer.snapshot());
  }

  /** The state's arrays by their bare names. */
  private static Map<String, double[]> doubles(OptimizerState state) {
    Map<String, double[]> doubles = new LinkedHashMap<>();
    state
        .arrays()
        .forEach(
            (name, values) -> {
              double[] copy = new double[values.length];
              for (int i = 0; i < copy.length; i++) {
                copy[i] = values[i];
              }
              doubles.put(name.substring(name.indexOf('/') + 1), copy);
            });
    return doubles;
  }

  /** {@code A w + b}. */
  private double[] estimate(Map<String, double[]> state) {
    double[] result = state.get("b").clone();
    for (int i = 0; i < D; i++) {
      for (int j = 0; j < D; j++) {
        double entry;
        if (state.containsKey("A")) {
          entry = state.get("A")[i * D + j];
        } else if (state.containsKey("u")) {
          entry = state.get("u")[i] * state.get("v")[j];
        } else {
          entry = i == j ? state.get("a")[i] : 0;
        }
        result[i] += entry * w[j];
      }
    }
    return result;
  }

  private double loss(Map<String, double[]> state) {
    double[] estimate = estimate(state);
    double sum = 0;
    for (int i = 0; i < D; i++) {
      sum += (estimate[i] - g[i]) * (estimate[i] - g[i]) / 2;
    }
    return sum;
  }

  /** Central differences: exact but for rounding, as the loss is quadratic in each number. */
  private double[] gradientOfLoss(Map<String, double[]> state, String name) {
    double h = 1e-3;
    double[] gradient = new double[state.get(name).length];
    for (int i = 0; i < gradient.length; i++) {
      double[] moved = state.get(name).clone();
      Map<String, double[]> copy = new LinkedHashMap<>(state);
      copy.put(name, moved);
      double center = moved[i];
      moved[i] = center + h;
      double above = loss(copy);
      moved[i] = center - h;
      gradient[i] = (above - loss(copy)) / (2 * h);
    }
    return gradient;
  }

  private double stepSize(String name, int i, Map<String, double[]> state, Training training) {
    if (name.equals("b")) {
      return BETA;
    }
    if (!training.normalized()) {
      return RHO_OR_ALPHA;
    }
    double w2 = dot(floats(w), floats(w));
    double divisor =
        switch (name) {
          case "a" -> 1 + (double) w[i] * w[i];
          case "u" -> 1 + Math.pow(dot(state.get("v"), floats(w)), 2);
          case "v" -> 1 + dot(state.get("u"), state.get("u")) * w2;
          default -> 1 + w2;
        };
    return RHO_OR_ALPHA / divisor;
  }

  private static double[] floats(float[] values) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < doubles.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }

  private static double dot(double[] x, double[] y) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += x[i] * y[i];
    }
    return sum;
  }
}
