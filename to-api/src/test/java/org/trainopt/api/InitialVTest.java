package org.trainopt.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.trainopt.api.Schedules.constant;

import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InitialVTest {
  private static Map<String, float[]> start(InitialV initialV, Scope scope, long seed) {
    OptimizerSpec spec =
        OptimizerSpec.of(new Estimator.RankOne(Training.of(constant(0.1), constant(0.1)), initialV))
            .withScope(scope)
            .withSeed(seed);
    try (Optimizer optimizer =
        spec.build(
            Parameters.of(Parameter.of("x", new float[16]), Parameter.of("y", new float[48])))) {
      return optimizer.snapshot().arrays();
    }
  }

  @Test
  void onesAreOneOverTheRootOfTheDimension() {
    Map<String, float[]> whole = start(InitialV.ONES, Scope.WHOLE_VECTOR, 0);
    assertThat(whole.get("x/v")).containsOnly(0.125f);
    assertThat(whole.get("y/v")).containsOnly(0.125f);
    Map<String, float[]> tensors = start(InitialV.ONES, Scope.PER_TENSOR, 0);
    assertThat(tensors.get("x/v")).containsOnly(0.25f);
    assertThat(tensors.get("y/v")).containsOnly((float) (1 / Math.sqrt(48)));
  }

  @Test
  void randomSignsFollowTheSeedAndTheTensor() {
    Map<String, float[]> first = start(InitialV.RANDOM_SIGNS, Scope.WHOLE_VECTOR, 1);
    assertThat(first.get("y/v")).containsOnly(0.125f, -0.125f);
    assertThat(start(InitialV.RANDOM_SIGNS, Scope.WHOLE_VECTOR, 1).get("y/v"))
        .containsExactly(first.get("y/v"));
    assertThat(start(InitialV.RANDOM_SIGNS, Scope.WHOLE_VECTOR, 2).get("y/v"))
        .isNotEqualTo(first.get("y/v"));
    assertThat(first.get("x/v")).isNotEqualTo(Arrays.copyOf(first.get("y/v"), 16));
  }

  @Test
  void theRestStartsAtZero() {
    Map<String, float[]> arrays = start(InitialV.RANDOM_SIGNS, Scope.WHOLE_VECTOR, 1);
    assertThat(arrays.get("x/u")).containsOnly(0);
    assertThat(arrays.get("y/b")).containsOnly(0);
  }
}
