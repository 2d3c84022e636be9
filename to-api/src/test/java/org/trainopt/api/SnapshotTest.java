package org.trainopt.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.trainopt.api.Schedules.constant;
import static org.trainopt.api.Schedules.cosine;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SnapshotTest {
  private static final int[] LENGTHS = {3, 40};

  private static Parameters parameters(float[][] w) {
    return Parameters.of(Parameter.of("x", w[0]), Parameter.of("y", w[1]));
  }

  private static float[][] weights() {
    return new float[][] {Catalog.gaussian(1, LENGTHS[0]), Catalog.gaussian(2, LENGTHS[1])};
  }

  private static void steps(Optimizer optimizer, long from, long to) {
    for (long t = from; t < to; t++) {
      optimizer.step(Catalog.gaussian(2 * t, LENGTHS[0]), Catalog.gaussian(2 * t + 1, LENGTHS[1]));
    }
  }

  static Stream<Arguments> everything() {
    return Catalog.estimators()
        .flatMap(
            estimator ->
                Catalog.scalings()
                    .flatMap(
                        scaling ->
                            Stream.of(Scope.values())
                                .map(scope -> Arguments.of(estimator, scaling, scope))));
  }

  @ParameterizedTest
  @MethodSource("everything")
  void restoringContinuesToTheSameBits(Estimator estimator, Scaling scaling, Scope scope) {
    OptimizerSpec spec =
        OptimizerSpec.of(estimator)
            .withScaling(scaling)
            .withScope(scope)
            .withLearningRate(cosine(0.1, 30))
            .withGainPolicy(GainPolicy.IGNORE)
            .withSeed(5);
    float[][] w = weights();
    float[][] resumed;
    OptimizerState middle;
    OptimizerState end;
    try (Optimizer optimizer = spec.build(parameters(w))) {
      steps(optimizer, 0, 4);
      middle = optimizer.snapshot();
      resumed = new float[][] {w[0].clone(), w[1].clone()};
      steps(optimizer, 4, 9);
      end = optimizer.snapshot();
    }
    try (Optimizer optimizer = spec.withSeed(99).build(parameters(resumed))) {
      optimizer.restore(middle);
      assertThat(optimizer.steps()).isEqualTo(4);
      assertThat(optimizer.snapshot()).isEqualTo(middle);
      steps(optimizer, 4, 9);
      assertThat(optimizer.snapshot()).isEqualTo(end);
    }
    assertThat(resumed[0]).containsExactly(w[0]);
    assertThat(resumed[1]).containsExactly(w[1]);
    assertThat(w[0][0]).isFinite();
  }

  @Test
  void aSnapshotIsACopy() {
    OptimizerSpec spec = OptimizerSpec.of(Estimator.ema(constant(0.5)));
    try (Optimizer optimizer = spec.build(parameters(weights()))) {
      steps(optimizer, 0, 1);
      OptimizerState state = optimizer.snapshot();
      float[] before = state.arrays().get("x/b");
      state.arrays().get("x/b")[0] = 77;
      steps(optimizer, 1, 3);
      assertThat(state.arrays().get("x/b")).containsExactly(before);
      assertThat(state.step()).isEqualTo(1);
      optimizer.restore(state);
      steps(optimizer, 1, 3);
      assertThat(state.arrays().get("x/b")).containsExactly(before);
    }
  }

  @Test
  void arraysAreNamedByParameter() {
    try (Optimizer optimizer =
        OptimizerSpec.of(Estimator.rankOne(constant(0.1), constant(0.1)))
            .withScaling(Scaling.adam())
            .build(parameters(weights()))) {
      assertThat(optimizer.snapshot().arrays())
          .containsOnlyKeys("x/u", "x/v", "x/b", "x/s", "y/u", "y/v", "y/b", "y/s");
      assertThat(optimizer.snapshot().products())
          .isEqualTo(Map.of("default/estimate", 1.0, "default/scale", 1.0));
    }
  }

  /** Adam with another group, one step made: state that a misfit must leave as it is. */
  private static final OptimizerSpec SPEC =
      OptimizerSpec.adam(constant(0.1))
          .withGroup(ParameterGroup.matching("tail", "y").withLearningRate(0.2));

  private static void refused(OptimizerState wrong, String message) {
    float[][] w = weights();
    try (Optimizer optimizer = SPEC.build(parameters(w))) {
      steps(optimizer, 0, 1);
      OptimizerState before = optimizer.snapshot();
      assertThatIllegalArgumentException()
          .isThrownBy(() -> optimizer.restore(wrong))
          .withMessage(message);
      assertThat(optimizer.snapshot()).isEqualTo(before);
      float[][] undisturbed = weights();
      try (Optimizer other = SPEC.build(parameters(undisturbed))) {
        steps(other, 0, 3);
      }
      steps(optimizer, 1, 3);
      assertThat(w[0]).containsExactly(undisturbed[0]);
      assertThat(w[1]).containsExactly(undisturbed[1]);
    }
  }

  private static OptimizerState fitting() {
    try (Optimizer optimizer = SPEC.build(parameters(weights()))) {
      steps(optimizer, 0, 7);
      return optimizer.snapshot();
    }
  }

  @Test
  void aStateOfAnotherScopeIsRefused() {
    OptimizerState state = fitting();
    refused(
        new OptimizerState(7, Scope.PER_TENSOR, state.arrays(), state.products()),
        "the state was made with scope PER_TENSOR, but the spec has WHOLE_VECTOR");
  }

  @Test
  void aStateWithoutAnArrayIsRefused() {
    OptimizerState state = fitting();
    Map<String, float[]> arrays = state.arrays();
    arrays.remove("y/s");
    refused(
        new OptimizerState(7, state.scope(), arrays, state.products()),
        "the state does not fit: it has no array \"y/s\", but the optimizer has one of 40");
  }

  @Test
  void aStateWithAnArrayOfAnotherLengthIsRefused() {
    OptimizerState state = fitting();
    Map<String, float[]> arrays = state.arrays();
    arrays.put("y/s", new float[41]);
    refused(
        new OptimizerState(7, state.scope(), arrays, state.products()),
        "the state does not fit: it has 41 elements in array \"y/s\", but the optimizer has one of"
            + " 40");
  }

  @Test
  void aStateWithAnArrayTooManyIsRefused() {
    OptimizerState state = fitting();
    Map<String, float[]> arrays = state.arrays();
    arrays.put("z/b", new float[1]);
    refused(
        new OptimizerState(7, state.scope(), arrays, state.products()),
        "the state does not fit: the optimizer has no array [z/b]");
  }

  @Test
  void aStateOfOtherGroupsIsRefused() {
    OptimizerState state = fitting();
    Map<String, Double> products = new TreeMap<>(state.products());
    products.remove("tail/scale");
    refused(
        new OptimizerState(7, state.scope(), state.arrays(), products),
        "the state does not fit: it has the running products [default/estimate, default/scale,"
            + " tail/estimate], but the optimizer's parameter groups have [default/estimate,"
            + " default/scale, tail/estimate, tail/scale]");
  }

  @Test
  void stepsBelowZeroAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new OptimizerState(-1, Scope.PER_TENSOR, Map.of(), Map.of()))
        .withMessage("step must be >= 0, but was -1");
  }

  @Test
  void statesAreEqualByBits() {
    OptimizerState state = fitting();
    assertThat(state).isEqualTo(fitting()).hasSameHashCodeAs(fitting());
    Map<String, float[]> arrays = state.arrays();
    arrays.get("x/b")[0] = Math.nextUp(arrays.get("x/b")[0]);
    assertThat(new OptimizerState(7, state.scope(), arrays, state.products())).isNotEqualTo(state);
    assertThat(new OptimizerState(8, state.scope(), state.arrays(), state.products()))
        .isNotEqualTo(state);
    assertThat(state)
        .hasToString("OptimizerState[step=7, scope=WHOLE_VECTOR, arrays=[x/b, x/s, y/b, y/s]]");
  }
}
