package org.trainopt.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.trainopt.api.Schedules.constant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParameterGroupTest {
  private static final OptimizerSpec SPEC =
      OptimizerSpec.of(Estimator.stochastic()).withLearningRate(1);

  @ParameterizedTest
  @CsvSource({
    "head, head, true",
    "head, head.bias, false",
    "head, ahead, false",
    "*.bias, head.bias, true",
    "*.bias, headxbias, false",
    "*.bias, .bias, true",
    "norm.*, norm.1.weight, true",
    "norm.*, xnorm.1, false",
    "layer.*.bias, layer.3.bias, true",
    "layer.*.bias, layer.bias, false",
    "*, anything at all, true",
    "a+[b], a+[b], true",
    "a+[b], aab, false"
  })
  void aStarStandsForAnyCharactersAndAllElseForItself(
      String pattern, String name, boolean matches) {
    assertThat(ParameterGroup.matching("g", pattern).matches(name)).isEqualTo(matches);
  }

  @Test
  void anyOfThePatternsMatches() {
    ParameterGroup group = ParameterGroup.matching("no-decay", "*.bias", "norm.*");
    assertThat(group.matches("fc.bias")).isTrue();
    assertThat(group.matches("norm.weight")).isTrue();
    assertThat(group.matches("fc.weight")).isFalse();
  }

  @Test
  void theFirstGroupThatMatchesWinsAndTheRestTakeTheSpecsOwn() {
    float[] weight = {0};
    float[] bias = {0};
    float[] norm = {0};
    OptimizerSpec spec =
        SPEC.withGroup(ParameterGroup.matching("biases", "*.bias").withLearningRate(2))
            .withGroup(ParameterGroup.matching("norms", "norm.*").withLearningRate(4));
    try (Optimizer optimizer =
        spec.build(
            Parameters.of(
                Parameter.of("fc.weight", weight),
                Parameter.of("norm.bias", bias),
                Parameter.of("norm.weight", norm)))) {
      optimizer.step(new float[] {1}, new float[] {1}, new float[] {1});
    }
    assertThat(weight).containsExactly(-1);
    assertThat(bias).containsExactly(-2);
    assertThat(norm).containsExactly(-4);
  }

  @Test
  void aGroupWithoutMembersIsRefused() {
    OptimizerSpec spec = SPEC.withGroup(ParameterGroup.matching("head", "head.*", "top"));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                spec.build(
                    Parameters.of(
                        Parameter.of("w", new float[1]), Parameter.of("b", new float[1]))))
        .withMessage(
            "parameter group \"head\" with patterns [head.*, top] gets no parameter; the parameters"
                + " are w, b");
  }

  @Test
  void aGroupWhoseMembersAllWentToEarlierGroupsIsRefused() {
    OptimizerSpec spec =
        SPEC.withGroup(ParameterGroup.matching("all", "*"))
            .withGroup(ParameterGroup.matching("head", "head"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> spec.build(Parameters.of(Parameter.of("head", new float[1]))))
        .withMessageStartingWith("parameter group \"head\" with patterns [head] gets no parameter");
  }

  @Test
  void allParametersMayBelongToGroups() {
    float[] weights = {8};
    OptimizerSpec spec = SPEC.withGroup(ParameterGroup.matching("all", "*").withL2(0.5));
    try (Optimizer optimizer = spec.build(Parameters.of(Parameter.of("w", weights)))) {
      optimizer.step(new float[] {1});
    }
    assertThat(weights).containsExactly(8 - (1 + 0.5f * 8));
  }

  @Test
  void everySettingCanBeOverridden() {
    float[] plain = {2};
    float[] other = {2};
    OptimizerSpec spec =
        SPEC.withGroup(
            ParameterGroup.matching("other", "other")
                .withLearningRate(0.5)
                .withEstimator(Estimator.ema(constant(0.25)))
                .withScaling(new Scaling.AdaGrad(1))
                .withWeightDecay(0.25)
                .withL2(1));
    try (Optimizer optimizer =
        spec.build(Parameters.of(Parameter.of("plain", plain), Parameter.of("other", other)))) {
      optimizer.step(new float[] {1}, new float[] {2});
      assertThat(optimizer.snapshot().arrays()).containsOnlyKeys("other/b", "other/s");
    }
    assertThat(plain).containsExactly(1);
    // g = 2 + 1·2 = 4, b = 1, s = 16, step 1/(4 + 1); decay 1 − 0.5·0.25
    assertThat(other).containsExactly(2 * 0.875f - 0.5f * (1f / 5));
  }

  @Test
  void eachGroupIsAWholeVectorOfItsOwn() {
    Estimator full = Estimator.full(constant(0.1), constant(0.1));
    OptimizerSpec spec =
        SPEC.withEstimator(full).withGroup(ParameterGroup.matching("inner", "b", "c"));
    try (Optimizer optimizer =
        spec.build(
            Parameters.of(
                Parameter.of("a", new float[2]),
                Parameter.of("b", new float[3]),
                Parameter.of("c", new float[4]),
                Parameter.of("d", new float[1])))) {
      assertThat(optimizer.snapshot().arrays())
          .containsOnlyKeys("group default/A", "group default/b", "group inner/A", "group inner/b")
          .hasEntrySatisfying("group default/A", a -> assertThat(a).hasSize(9))
          .hasEntrySatisfying("group inner/A", a -> assertThat(a).hasSize(49));
    }
  }

  @Test
  void perTensorScopeGivesEachTensorItsOwnMatrix() {
    OptimizerSpec spec =
        SPEC.withEstimator(Estimator.full(constant(0.1), constant(0.1)))
            .withScope(Scope.PER_TENSOR);
    try (Optimizer optimizer =
        spec.build(
            Parameters.of(Parameter.of("a", new float[2]), Parameter.of("b", new float[3])))) {
      assertThat(optimizer.snapshot().arrays())
          .containsOnlyKeys("a/A", "a/b", "b/A", "b/b")
          .hasEntrySatisfying("b/A", a -> assertThat(a).hasSize(9));
      assertThat(optimizer.stateBytes()).isEqualTo(4 * (4 + 2 + 9 + 3));
    }
  }
}
