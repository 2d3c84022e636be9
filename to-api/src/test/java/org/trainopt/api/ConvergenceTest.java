package org.trainopt.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.trainopt.api.Schedules.constant;
import static org.trainopt.api.Schedules.harmonic;
import static org.trainopt.api.Schedules.inverseSqrt;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** On {@code F(w) = ½ Σ h_i (w_i − c_i)²} with noisy gradients, μ = 0.5 and L = 2. */
class ConvergenceTest {
  private static final float[] CURVATURE = {0.5f, 1, 2, 1.5f, 0.75f};
  private static final float[] OPTIMUM = {1, -2, 0.5f, 3, -1};

  static List<OptimizerSpec> specs() {
    Schedule alpha = harmonic(0.5, 20);
    Schedule beta = harmonic(4, 20);
    List<OptimizerSpec> specs = new ArrayList<>();
    specs.add(OptimizerSpec.of(Estimator.stochastic()).withLearningRate(harmonic(4, 20)));
    specs.add(OptimizerSpec.of(Estimator.ema(constant(0.2))).withLearningRate(harmonic(4, 20)));
    specs.add(
        OptimizerSpec.of(Estimator.stochastic())
            .withScaling(Scaling.adagrad())
            .withLearningRate(0.5));
    specs.add(
        OptimizerSpec.of(Estimator.stochastic())
            .withScaling(Scaling.rmsprop())
            .withLearningRate(inverseSqrt(0.5, 20)));
    specs.add(OptimizerSpec.adam(inverseSqrt(0.5, 20)));
    for (boolean normalized : new boolean[] {false, true}) {
      for (Order order : Order.values()) {
        Training training = Training.of(alpha, beta).withNormalized(normalized).withOrder(order);
        for (Estimator estimator :
            List.of(
                new Estimator.Diagonal(training),
                new Estimator.RankOne(training, InitialV.RANDOM_SIGNS),
                new Estimator.Full(training))) {
          specs.add(OptimizerSpec.of(estimator).withLearningRate(harmonic(4, 20)));
          specs.add(
              OptimizerSpec.of(estimator)
                  .withScaling(Scaling.adam())
                  .withLearningRate(inverseSqrt(0.5, 20)));
        }
      }
    }
    return specs;
  }

  @ParameterizedTest
  @MethodSource("specs")
  void findsTheMinimumThroughTheNoise(OptimizerSpec spec) {
    Random noise = new Random(11);
    float[] w = new float[OPTIMUM.length];
    float[] g = new float[OPTIMUM.length];
    double before = distance(w);
    try (Optimizer optimizer = spec.build(Parameters.of(Parameter.of("w", w)))) {
      for (int t = 0; t < 10_000; t++) {
        for (int i = 0; i < w.length; i++) {
          g[i] = CURVATURE[i] * (w[i] - OPTIMUM[i]) + 0.3f * (float) noise.nextGaussian();
        }
        optimizer.step(g);
      }
    }
    assertThat(before).isGreaterThan(3);
    assertThat(distance(w)).isLessThan(0.1);
  }

  private static double distance(float[] w) {
    double squares = 0;
    for (int i = 0; i < w.length; i++) {
      squares += (w[i] - OPTIMUM[i]) * (double) (w[i] - OPTIMUM[i]);
    }
    return Math.sqrt(squares);
  }
}
