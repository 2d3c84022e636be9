package org.trainopt.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.trainopt.api.Schedules.constant;

import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class SpecValidationTest {
  private static final OptimizerSpec SPEC = OptimizerSpec.of(Estimator.stochastic());
  private static final ParameterGroup HEAD = ParameterGroup.matching("head", "head.*");

  private static void refused(String message, ThrowingCallable call) {
    assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
  }

  @Test
  void learningRateMustBePositive() {
    refused("learningRate must be finite and > 0, but was -0.1", () -> SPEC.withLearningRate(-0.1));
    refused("learningRate must be finite and > 0, but was 0.0", () -> SPEC.withLearningRate(0));
    refused(
        "learningRate must be finite and > 0, but was NaN",
        () -> SPEC.withLearningRate(Double.NaN));
    refused(
        "learningRate must be finite and > 0, but was -1.0 (harmonic(-20.0,20.0) at step 0)",
        () -> SPEC.withLearningRate(Schedules.harmonic(-20, 20)));
  }

  @Test
  void coefficientsOfTheSpecAreChecked() {
    refused("weightDecay must be finite and >= 0, but was -1.0", () -> SPEC.withWeightDecay(-1));
    refused("l2 must be finite and >= 0, but was NaN", () -> SPEC.withL2(Double.NaN));
    refused("clipValue must be > 0 (infinity: none), but was 0.0", () -> SPEC.withClipValue(0));
    refused("clipNorm must be > 0 (infinity: none), but was -2.0", () -> SPEC.withClipNorm(-2));
    refused("radius must be > 0 (infinity: none), but was NaN", () -> SPEC.withRadius(Double.NaN));
  }

  @Test
  void groupOverridesNameTheGroup() {
    refused(
        "learningRate must be finite and > 0, but was -0.1 (parameter group \"head\")",
        () -> HEAD.withLearningRate(-0.1));
    refused(
        "weightDecay must be finite and >= 0, but was -1.0 (parameter group \"head\")",
        () -> HEAD.withWeightDecay(-1));
    refused(
        "l2 must be finite and >= 0, but was Infinity (parameter group \"head\")",
        () -> HEAD.withL2(Double.POSITIVE_INFINITY));
  }

  @Test
  void groupNamesAndPatternsAreChecked() {
    refused(
        "a parameter group's name must not be blank or \"default\", but was \" \"",
        () -> ParameterGroup.matching(" ", "*"));
    refused(
        "a parameter group's name must not be blank or \"default\", but was \"default\"",
        () -> ParameterGroup.matching("default", "*"));
    refused("parameter group \"head\" has no patterns", () -> ParameterGroup.matching("head"));
    refused(
        "parameter group \"head\" is given twice; names must be unique",
        () -> SPEC.withGroup(HEAD).withGroup(HEAD));
  }

  @Test
  void trainingStepsMustNotBeNegative() {
    refused(
        "alpha must be finite and >= 0, but was -1.0",
        () -> Estimator.diagonal(constant(-1), constant(1)));
    refused(
        "beta must be finite and >= 0, but was NaN",
        () -> Estimator.full(constant(1), constant(Double.NaN)));
    refused(
        "alpha must be finite and >= 0, but was -0.5 (harmonic(-1.0,2.0) at step 0)",
        () -> Estimator.rankOne(Schedules.harmonic(-1, 2), constant(1)));
  }

  @Test
  void emaWeightsMustBeFractions() {
    refused("beta must be >= 0 and <= 1, but was 1.5", () -> Estimator.ema(constant(1.5)));
    refused(
        "beta must be >= 0 and <= 1, but was -0.5 (exponential(-0.5,0.9) at step 0)",
        () -> Estimator.biasCorrectedEma(Schedules.exponential(-0.5, 0.9)));
    refused(
        "biasCorrection corrects a start from b = 0, but initialBias was FIRST_GRADIENT",
        () ->
            new Estimator.Ema(
                constant(0.1), true, Order.CO_TRAIN_FIRST, InitialBias.FIRST_GRADIENT));
  }

  @Test
  void scalingsAreChecked() {
    refused("epsilon must be finite and > 0, but was 0.0 (adagrad)", () -> new Scaling.AdaGrad(0));
    refused("rho must be >= 0 and < 1, but was 1.0", () -> new Scaling.RmsProp(constant(1), 1e-8));
    refused(
        "epsilon must be finite and > 0, but was -1.0 (rmsprop)",
        () -> new Scaling.RmsProp(constant(0.9), -1));
    refused(
        "beta2 must be >= 0 and < 1, but was -0.1", () -> new Scaling.Adam(constant(-0.1), 1e-8));
    refused(
        "beta2 must be >= 0 and < 1, but was 2.0 (harmonic(2.0,1.0) at step 0)",
        () -> new Scaling.Adam(Schedules.harmonic(2, 1), 1e-8));
    refused(
        "epsilon must be finite and > 0, but was NaN (adam)",
        () -> new Scaling.Adam(constant(0.9), Double.NaN));
  }

  @Test
  void missingPartsAreNamed() {
    assertThatNullPointerException()
        .isThrownBy(() -> OptimizerSpec.of(null))
        .withMessage("estimator");
    assertThatNullPointerException()
        .isThrownBy(() -> SPEC.withScaling(null))
        .withMessage("scaling");
    assertThatNullPointerException().isThrownBy(() -> SPEC.withScope(null)).withMessage("scope");
  }

  @Test
  void defaultsAreThoseDocumented() {
    assertThat(SPEC)
        .isEqualTo(
            new OptimizerSpec(
                new Estimator.Stochastic(),
                new Scaling.None(),
                constant(0.01),
                0,
                0,
                Double.POSITIVE_INFINITY,
                Double.POSITIVE_INFINITY,
                Double.POSITIVE_INFINITY,
                NonFinitePolicy.FAIL,
                GainPolicy.WARN,
                Scope.WHOLE_VECTOR,
                StatePrecision.FLOAT32,
                0,
                List.of()));
    assertThat(OptimizerSpec.adam(constant(0.5)))
        .isEqualTo(
            SPEC.withEstimator(Estimator.biasCorrectedEma(constant(0.1)))
                .withScaling(new Scaling.Adam(constant(0.999), 1e-8))
                .withLearningRate(0.5));
    assertThat(Scaling.adagrad()).isEqualTo(new Scaling.AdaGrad(1e-10));
    assertThat(Scaling.rmsprop()).isEqualTo(new Scaling.RmsProp(constant(0.99), 1e-8));
  }

  @Test
  void everyWithMethodChangesItsOwnComponent() {
    ParameterGroup group = HEAD.withLearningRate(2).withEstimator(Estimator.stochastic());
    OptimizerSpec all =
        SPEC.withEstimator(Estimator.ema(constant(0.2)))
            .withScaling(Scaling.adagrad())
            .withLearningRate(0.5)
            .withWeightDecay(1)
            .withL2(2)
            .withClipValue(3)
            .withClipNorm(4)
            .withRadius(5)
            .withNonFinite(NonFinitePolicy.SKIP)
            .withGainPolicy(GainPolicy.FAIL)
            .withScope(Scope.PER_TENSOR)
            .withStatePrecision(StatePrecision.BFLOAT16)
            .withSeed(6)
            .withGroup(group);
    assertThat(all)
        .isEqualTo(
            new OptimizerSpec(
                Estimator.ema(constant(0.2)),
                Scaling.adagrad(),
                constant(0.5),
                1,
                2,
                3,
                4,
                5,
                NonFinitePolicy.SKIP,
                GainPolicy.FAIL,
                Scope.PER_TENSOR,
                StatePrecision.BFLOAT16,
                6,
                List.of(group)));
  }
}
