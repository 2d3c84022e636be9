package org.trainopt.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.trainopt.api.Schedules.constant;

import java.nio.FloatBuffer;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OptimizerTest {
  private static final OptimizerSpec SGD =
      OptimizerSpec.of(Estimator.stochastic()).withLearningRate(1);

  private final float[] x = {1, 2};
  private final float[] y = {3, 4, 5};

  private Optimizer two(OptimizerSpec spec) {
    return spec.build(Parameters.of(Parameter.of("x", x), Parameter.of("y", y)));
  }

  private void assertUntouched(Optimizer optimizer) {
    assertThat(x).containsExactly(1, 2);
    assertThat(y).containsExactly(3, 4, 5);
    assertThat(optimizer.steps()).isZero();
  }

  @Test
  void allWaysToHandOverGradientsAreTheSameStep() {
    try (Optimizer optimizer = two(SGD)) {
      float[] gx = {1, 2};
      float[] gy = {1, 1, 1};
      optimizer.step(gx, gy);
      optimizer.step(new float[][] {gx, gy});
      optimizer.step(FloatBuffer.wrap(gx), FloatBuffer.wrap(gy));
      optimizer.step(Storage.of(gx), Storage.of(gy));
      assertThat(optimizer.steps()).isEqualTo(4);
      assertThat(optimizer.spec()).isSameAs(SGD);
    }
    assertThat(x).containsExactly(-3, -6);
    assertThat(y).containsExactly(-1, 0, 1);
  }

  @Test
  void newContentsAndNewArraysAreSeen() {
    float[] w = {0};
    float[] g = {1};
    try (Optimizer optimizer = SGD.build(Parameters.of(Parameter.of("w", w)))) {
      optimizer.step(g);
      g[0] = 10;
      optimizer.step(g);
      optimizer.step(new float[] {100});
      optimizer.step(g);
    }
    assertThat(w).containsExactly(-121);
  }

  @Test
  void theNumberOfGradientsMustBeThatOfTheParameters() {
    try (Optimizer optimizer = two(SGD)) {
      refused(
          "step needs one gradient a parameter, 2 in all, but got 1",
          () -> optimizer.step(new float[2]));
      refused(
          "step needs one gradient a parameter, 2 in all, but got 3",
          () -> optimizer.step(new float[2], new float[3], new float[4]));
      refused(
          "step needs one gradient a parameter, 2 in all, but got 1",
          () -> optimizer.step(FloatBuffer.allocate(2)));
      assertUntouched(optimizer);
    }
    try (Optimizer one = SGD.build(Parameters.of(Parameter.of("x", x)))) {
      refused(
          "step needs one gradient a parameter, 1 in all, but got 2",
          () -> one.step(new float[2], new float[2]));
    }
  }

  @Test
  void gradientsMustHaveTheirParametersLength() {
    try (Optimizer optimizer = two(SGD)) {
      String message = "gradient of parameter \"y\" has 2 elements, but the parameter has 3";
      refused(message, () -> optimizer.step(new float[2], new float[2]));
      refused(message, () -> optimizer.step(new float[][] {new float[2], new float[2]}));
      refused(message, () -> optimizer.step(FloatBuffer.allocate(2), FloatBuffer.allocate(2)));
      refused(message, () -> optimizer.step(Storage.of(new float[2]), Storage.of(new float[2])));
      assertUntouched(optimizer);
      optimizer.step(new float[2], new float[3]);
    }
  }

  private static void refused(String message, ThrowingCallable call) {
    assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
  }

  @Test
  void aClosedOptimizerRefusesToWork() {
    Optimizer optimizer = two(SGD);
    OptimizerState state = optimizer.snapshot();
    optimizer.close();
    optimizer.close();
    List<ThrowingCallable> calls =
        List.of(
            () -> optimizer.step(new float[2], new float[3]),
            () -> optimizer.step(new float[][] {new float[2], new float[3]}),
            optimizer::snapshot,
            () -> optimizer.restore(state),
            () -> optimizer.readEstimate(0, new float[2]),
            optimizer::stateBytes);
    for (ThrowingCallable call : calls) {
      assertThatIllegalStateException().isThrownBy(call).withMessage("the optimizer is closed");
    }
    assertUntouched(optimizer);
  }

  /** Schedules that leave their range at step 3, with the message's start. */
  private record Leaving(OptimizerSpec spec, String message) {}

  static List<Leaving> leaving() {
    Schedule tenth = constant(0.1);
    Schedule negative = step -> step < 3 ? 0.1 : -1;
    Schedule above = step -> step < 3 ? 0.1 : 1.5;
    Schedule infinite = step -> step < 3 ? 0.1 : Double.POSITIVE_INFINITY;
    Schedule nan = step -> step < 3 ? 0.1 : Double.NaN;
    OptimizerSpec spec = SGD.withScaling(Scaling.adam());
    return List.of(
        new Leaving(
            spec.withLearningRate(negative), "learningRate must be finite and >= 0, but was -1.0"),
        new Leaving(
            spec.withLearningRate(nan), "learningRate must be finite and >= 0, but was NaN"),
        new Leaving(
            spec.withEstimator(Estimator.full(infinite, tenth)),
            "alpha must be finite and >= 0, but was Infinity"),
        new Leaving(
            spec.withEstimator(Estimator.diagonal(tenth, negative)),
            "beta must be finite and >= 0, but was -1.0"),
        new Leaving(
            spec.withEstimator(Estimator.biasCorrectedEma(above)),
            "beta must be >= 0 and <= 1, but was 1.5"),
        new Leaving(
            spec.withScaling(new Scaling.RmsProp(above, 1e-8)),
            "rho must be >= 0 and < 1, but was 1.5"),
        new Leaving(
            spec.withScaling(new Scaling.Adam(above, 1e-8)),
            "beta2 must be >= 0 and < 1, but was 1.5"));
  }

  @ParameterizedTest
  @MethodSource("leaving")
  void aScheduleThatLeavesItsRangeChangesNothing(Leaving leaving) {
    // The group of y is evaluated last: what x's group has evaluated must not be kept either.
    OptimizerSpec spec =
        leaving
            .spec()
            .withGroup(ParameterGroup.matching("first", "x"))
            .withGainPolicy(GainPolicy.IGNORE);
    try (Optimizer optimizer = two(spec)) {
      for (int t = 0; t < 3; t++) {
        optimizer.step(new float[] {1, -1}, new float[] {1, -1, 2});
      }
      float[] xBefore = x.clone();
      float[] yBefore = y.clone();
      OptimizerState before = optimizer.snapshot();
      refused(
          leaving.message() + " (step 3, parameter group \"default\")",
          () -> optimizer.step(new float[] {1, -1}, new float[] {1, -1, 2}));
      assertThat(x).containsExactly(xBefore);
      assertThat(y).containsExactly(yBefore);
      assertThat(optimizer.snapshot()).isEqualTo(before);
    }
  }

  @Test
  void aLaterGroupsScheduleLeavesTheEarlierGroupsStateAlone() {
    Schedule negative = step -> step < 2 ? 0.1 : -1;
    OptimizerSpec spec =
        OptimizerSpec.adam(constant(0.1))
            .withGroup(ParameterGroup.matching("late", "y").withLearningRate(negative));
    try (Optimizer optimizer = two(spec)) {
      optimizer.step(new float[2], new float[3]);
      optimizer.step(new float[2], new float[3]);
      OptimizerState before = optimizer.snapshot();
      refused(
          "learningRate must be finite and >= 0, but was -1.0 (step 2, parameter group \"late\")",
          () -> optimizer.step(new float[2], new float[3]));
      assertThat(optimizer.snapshot()).isEqualTo(before);
    }
  }

  @Test
  void aLearningRateMayFallToZero() {
    float[] w = {1};
    OptimizerSpec spec = SGD.withLearningRate(Schedules.cosine(1, 1));
    try (Optimizer optimizer = spec.build(Parameters.of(Parameter.of("w", w)))) {
      optimizer.step(new float[] {1});
      optimizer.step(new float[] {1});
    }
    assertThat(w).containsExactly(0);
  }

  @Test
  void emptyTensorsAreFine() {
    for (Estimator estimator : Catalog.estimators().toList()) {
      for (Scope scope : Scope.values()) {
        float[] w = {1, 2};
        OptimizerSpec spec =
            SGD.withEstimator(estimator)
                .withScope(scope)
                .withRadius(1)
                .withClipNorm(1)
                .withGainPolicy(GainPolicy.IGNORE);
        try (Optimizer optimizer =
            spec.build(Parameters.of(Parameter.of("empty", new float[0]), Parameter.of("w", w)))) {
          optimizer.onStep(report -> {});
          optimizer.step(new float[0], new float[] {1, 1});
          optimizer.step(new float[0], new float[] {1, 1});
          optimizer.readEstimate(0, new float[0]);
          assertThat(optimizer.steps()).isEqualTo(2);
        }
        assertThat(w).doesNotContain(1, 2);
      }
    }
  }
}
