package org.trainopt.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NonFinitePolicyTest {
  private static final int LONG = 1100;

  private final float[] x = Catalog.gaussian(1, 5);
  private final float[] y = Catalog.gaussian(2, LONG);

  private Optimizer optimizer(OptimizerSpec spec) {
    return spec.build(Parameters.of(Parameter.of("x", x), Parameter.of("y", y)));
  }

  private static float[] poisoned(int element, float value) {
    float[] gradient = Catalog.gaussian(3, LONG);
    gradient[element] = value;
    return gradient;
  }

  static OptimizerSpec[] specs() {
    return Catalog.kinds()
        .flatMap(
            estimator ->
                Catalog.scalings().map(scaling -> OptimizerSpec.of(estimator).withScaling(scaling)))
        .toArray(OptimizerSpec[]::new);
  }

  @ParameterizedTest
  @MethodSource("specs")
  void failChangesNothing(OptimizerSpec spec) {
    try (Optimizer optimizer = optimizer(spec.withGainPolicy(GainPolicy.IGNORE))) {
      for (int t = 0; t < 3; t++) {
        optimizer.step(Catalog.gaussian(t, 5), Catalog.gaussian(t + 9, LONG));
      }
      float[] xBefore = x.clone();
      float[] yBefore = y.clone();
      OptimizerState before = optimizer.snapshot();
      assertThatExceptionOfType(NonFiniteGradientException.class)
          .isThrownBy(() -> optimizer.step(new float[5], poisoned(LONG - 1, Float.NaN)))
          .withMessage(
              "gradient of parameter \"y\" is not finite at element 1099 at step 3; nothing was"
                  + " changed (NonFinitePolicy.SKIP would leave the step out)");
      assertThat(x).containsExactly(xBefore);
      assertThat(y).containsExactly(yBefore);
      assertThat(optimizer.snapshot()).isEqualTo(before);
      assertThat(optimizer.steps()).isEqualTo(3);
      assertThat(optimizer.skipped()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void theFirstBadElementIsNamed(float value) {
    float[] bad = poisoned(700, value);
    bad[900] = Float.NaN;
    try (Optimizer optimizer = optimizer(OptimizerSpec.of(Estimator.stochastic()))) {
      assertThatExceptionOfType(NonFiniteGradientException.class)
          .isThrownBy(() -> optimizer.step(new float[5], bad))
          .withMessageStartingWith(
              "gradient of parameter \"y\" is not finite at element 700 at step 0; ");
    }
  }

  @Test
  void theLargestFiniteValueIsFine() {
    float[] w = {0};
    OptimizerSpec spec = OptimizerSpec.of(Estimator.stochastic()).withLearningRate(0.5);
    try (Optimizer optimizer = spec.build(Parameters.of(Parameter.of("w", w)))) {
      optimizer.step(new float[] {-Float.MAX_VALUE});
    }
    assertThat(w).containsExactly(Float.MAX_VALUE / 2);
  }

  @Test
  void aGlobalNormThatOverflowsIsNamed() {
    OptimizerSpec spec = OptimizerSpec.of(Estimator.stochastic()).withClipNorm(1);
    float[] before = y.clone();
    try (Optimizer optimizer = optimizer(spec)) {
      assertThatExceptionOfType(NonFiniteGradientException.class)
          .isThrownBy(() -> optimizer.step(new float[5], poisoned(7, 1e30f)))
          .withMessage(
              "the gradients' global norm overflows at step 0; nothing was changed"
                  + " (NonFinitePolicy.SKIP would leave the step out)");
    }
    assertThat(y).containsExactly(before);
  }

  @ParameterizedTest
  @MethodSource("specs")
  void skipCountsAndGoesOnAsIfTheStepHadNotBeen(OptimizerSpec spec) {
    OptimizerSpec skipping =
        spec.withNonFinite(NonFinitePolicy.SKIP).withGainPolicy(GainPolicy.IGNORE);
    float[] first = Catalog.gaussian(4, 5);
    float[] second = Catalog.gaussian(5, LONG);
    try (Optimizer optimizer = optimizer(skipping)) {
      optimizer.step(new float[5], poisoned(0, Float.NaN));
      optimizer.step(first, second);
      optimizer.step(new float[5], poisoned(LONG - 1, Float.NEGATIVE_INFINITY));
      optimizer.step(first, second);
      assertThat(optimizer.skipped()).isEqualTo(2);
      assertThat(optimizer.steps()).isEqualTo(2);
    }
    float[] xPlain = Catalog.gaussian(1, 5);
    float[] yPlain = Catalog.gaussian(2, LONG);
    try (Optimizer plain =
        skipping.build(Parameters.of(Parameter.of("x", xPlain), Parameter.of("y", yPlain)))) {
      plain.step(first, second);
      plain.step(first, second);
    }
    assertThat(x).containsExactly(xPlain);
    assertThat(y).containsExactly(yPlain);
  }

  @Test
  void keepLetsNaNSpread() {
    OptimizerSpec spec =
        OptimizerSpec.of(Estimator.stochastic()).withNonFinite(NonFinitePolicy.KEEP);
    float before = y[8];
    try (Optimizer optimizer = optimizer(spec)) {
      optimizer.step(new float[5], poisoned(7, Float.NaN));
      assertThat(optimizer.steps()).isEqualTo(1);
      assertThat(optimizer.skipped()).isZero();
    }
    assertThat(y[7]).isNaN();
    assertThat(y[8]).isFinite().isNotEqualTo(before);
  }
}
