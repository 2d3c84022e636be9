package org.trainopt.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.trainopt.api.Schedules.constant;
import static org.trainopt.api.Schedules.harmonic;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Momentum is Full-TO or Rank-One-TO with α = 0, and SGD is any TO with β = 1 besides: to the bit.
 * Diagonal-TO's {@code 1 − κ} is a float32 difference, one per coordinate, so that with α = 0 and
 * co-training it is momentum up to rounding.
 */
class SpecialCasesTest {
  private static final Schedule ZERO = constant(0);
  private static final int[] LENGTHS = {7, 1030};

  @ParameterizedTest
  @EnumSource(Scope.class)
  void momentumFallsOut(Scope scope) {
    Schedule beta = harmonic(3, 7);
    for (Scaling scaling : Catalog.scalings().toList()) {
      OptimizerSpec spec = spec(scaling, scope);
      float[] momentum = train(spec.withEstimator(Estimator.ema(beta)));
      for (Estimator estimator :
          List.of(Estimator.full(ZERO, beta), Estimator.rankOne(ZERO, beta))) {
        assertThat(train(spec.withEstimator(estimator)))
            .as("%s with %s", estimator, scaling)
            .containsExactly(momentum);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(InitialBias.class)
  void momentumFallsOutWithPredictFirstToo(InitialBias bias) {
    Schedule beta = constant(0.3);
    OptimizerSpec spec = spec(Scaling.none(), Scope.WHOLE_VECTOR);
    Training training =
        Training.of(ZERO, beta).withOrder(Order.PREDICT_FIRST).withInitialBias(bias);
    float[] momentum =
        train(spec.withEstimator(new Estimator.Ema(beta, false, Order.PREDICT_FIRST, bias)));
    for (Estimator estimator :
        List.of(
            new Estimator.Full(training),
            new Estimator.Diagonal(training),
            new Estimator.RankOne(training, InitialV.ONES))) {
      assertThat(train(spec.withEstimator(estimator))).containsExactly(momentum);
    }
  }

  @ParameterizedTest
  @EnumSource(Scope.class)
  void sgdFallsOut(Scope scope) {
    for (Scaling scaling : Catalog.scalings().toList()) {
      OptimizerSpec spec = spec(scaling, scope);
      float[] sgd = train(spec);
      Schedule one = constant(1);
      for (Estimator estimator :
          List.of(
              Estimator.full(ZERO, one),
              Estimator.rankOne(ZERO, one),
              Estimator.diagonal(ZERO, one),
              Estimator.ema(one))) {
        assertThat(train(spec.withEstimator(estimator)))
            .as("%s with %s", estimator, scaling)
            .containsExactly(sgd);
      }
    }
  }

  private static OptimizerSpec spec(Scaling scaling, Scope scope) {
    return OptimizerSpec.of(Estimator.stochastic())
        .withScaling(scaling)
        .withScope(scope)
        .withLearningRate(harmonic(1, 10))
        .withSeed(3);
  }

  /** The weights after 20 steps with gradients that depend on the weights. */
  private static float[] train(OptimizerSpec spec) {
    float[] x = Catalog.gaussian(1, LENGTHS[0]);
    float[] y = Catalog.gaussian(2, LENGTHS[1]);
    float[] gx = new float[x.length];
    float[] gy = new float[y.length];
    try (Optimizer optimizer =
        spec.build(Parameters.of(Parameter.of("x", x), Parameter.of("y", y)))) {
      for (int t = 0; t < 20; t++) {
        gradient(x, gx, 2L * t);
        gradient(y, gy, 2L * t + 1);
        optimizer.step(gx, gy);
      }
    }
    float[] all = Arrays.copyOf(x, x.length + y.length);
    System.arraycopy(y, 0, all, x.length, y.length);
    return all;
  }

  private static void gradient(float[] w, float[] g, long seed) {
    float[] noise = Catalog.gaussian(seed, w.length);
    for (int i = 0; i < w.length; i++) {
      g[i] = w[i] + noise[i];
    }
  }
}
