package org.trainopt.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.trainopt.api.Schedules.constant;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Auto is the same as choosing Full-TO and the other estimator by hand, tensor by tensor. */
class AutoEstimatorTest {
  private static final Estimator.Full FULL =
      new Estimator.Full(Training.of(constant(0.01), constant(0.1)));
  private static final Estimator DIAGONAL = Estimator.diagonal(constant(0.01), constant(0.1));
  private static final int[] SIZES = {3, 8, 9, 40};

  private static OptimizerSpec auto() {
    return OptimizerSpec.of(new Estimator.Auto(FULL, 8, DIAGONAL)).withScope(Scope.PER_TENSOR);
  }

  private static float[][] weights() {
    float[][] weights = new float[SIZES.length][];
    for (int k = 0; k < SIZES.length; k++) {
      weights[k] = Catalog.gaussian(k, SIZES[k]);
    }
    return weights;
  }

  private static Parameters parameters(float[][] weights) {
    return new Parameters(
        List.of(
            Parameter.of("tiny", weights[0]),
            Parameter.of("small", weights[1]),
            Parameter.of("large", weights[2]),
            Parameter.of("huge", weights[3])));
  }

  private static void step(Optimizer optimizer, int t) {
    float[][] gradients = new float[SIZES.length][];
    for (int k = 0; k < SIZES.length; k++) {
      gradients[k] = Catalog.gaussian(100L * t + k, SIZES[k]);
    }
    optimizer.step(gradients);
  }

  private static float[][] train(OptimizerSpec spec) {
    float[][] weights = weights();
    try (Optimizer optimizer = spec.build(parameters(weights))) {
      for (int t = 0; t < 5; t++) {
        step(optimizer, t);
      }
    }
    return weights;
  }

  @Test
  void itIsTheChoiceByHand() {
    OptimizerSpec byHand =
        OptimizerSpec.of(DIAGONAL)
            .withScope(Scope.PER_TENSOR)
            .withGroup(ParameterGroup.matching("few", "tiny", "small").withEstimator(FULL));
    assertThat(train(auto())).isDeepEqualTo(train(byHand));
    assertThat(train(auto())).isNotEqualTo(train(byHand.withEstimator(Estimator.stochastic())));
  }

  @Test
  void groupsOverrideItAndMayHaveIt() {
    ParameterGroup apart =
        ParameterGroup.matching("apart", "small").withEstimator(Estimator.stochastic());
    try (Optimizer optimizer = auto().withGroup(apart).build(parameters(weights()))) {
      assertThat(optimizer.state("tiny")).containsKey("A");
      assertThat(optimizer.state("small")).isEmpty();
      assertThat(optimizer.state("huge")).containsOnlyKeys("a", "b");
    }
    ParameterGroup chosen =
        ParameterGroup.matching("chosen", "tiny", "huge").withEstimator(auto().estimator());
    try (Optimizer optimizer =
        auto()
            .withEstimator(Estimator.stochastic())
            .withGroup(chosen)
            .build(parameters(weights()))) {
      assertThat(optimizer.state("tiny")).containsKey("A");
      assertThat(optimizer.state("small")).isEmpty();
      assertThat(optimizer.state("huge")).containsOnlyKeys("a", "b");
    }
  }

  @Test
  void stateIsCountedTensorByTensor() {
    try (Optimizer optimizer = auto().withScaling(Scaling.adam()).build(parameters(weights()))) {
      int full = 3 * 3 + 3 + 8 * 8 + 8;
      int diagonal = 2 * (9 + 40);
      assertThat(optimizer.stateBytes()).isEqualTo(4L * (full + diagonal + 60));
    }
  }

  @Test
  void aSnapshotContinuesToTheSameBits() {
    Estimator above = Estimator.biasCorrectedEma(constant(0.1));
    OptimizerSpec spec =
        auto().withEstimator(new Estimator.Auto(FULL, 8, above)).withScaling(Scaling.adam());
    float[][] expected = train(spec);
    float[][] weights = weights();
    OptimizerState state;
    try (Optimizer first = spec.build(parameters(weights))) {
      step(first, 0);
      step(first, 1);
      state = first.snapshot();
    }
    try (Optimizer second = spec.build(parameters(weights))) {
      second.restore(state);
      for (int t = 2; t < 5; t++) {
        step(second, t);
      }
    }
    assertThat(weights).isDeepEqualTo(expected);
    try (Optimizer other = spec.withEstimator(DIAGONAL).build(parameters(weights))) {
      assertThatThrownBy(() -> other.restore(state)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void oneVectorIsRefused() {
    assertThatThrownBy(() -> auto().withScope(Scope.WHOLE_VECTOR).build(parameters(weights())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the auto estimator of parameter group \"default\" chooses by each tensor's size and"
                + " needs scope PER_TENSOR, but the scope is WHOLE_VECTOR; use"
                + " withScope(Scope.PER_TENSOR)");
  }

  @Test
  void badChoicesAreRefused() {
    assertThatThrownBy(() -> new Estimator.Auto(FULL, 0, DIAGONAL))
        .hasMessage("fullUpTo must be from 1 to 46340, but was 0");
    assertThatThrownBy(() -> Estimator.auto(FULL, FULL)).hasMessageContaining("but was full");
    assertThatThrownBy(() -> Estimator.auto(FULL, Estimator.auto(FULL, DIAGONAL)))
        .hasMessageContaining("but was auto");
    assertThat(Estimator.auto(FULL, DIAGONAL)).isEqualTo(new Estimator.Auto(FULL, 1024, DIAGONAL));
  }

  @Test
  void statePrecisionIsRefusedOnlyWhereFullIsUsed() {
    OptimizerSpec spec = auto().withStatePrecision(StatePrecision.BFLOAT16);
    assertThatThrownBy(() -> spec.build(parameters(weights())))
        .hasMessageContaining("parameter group \"default, up to 8 elements\"");
    float[] large = new float[9];
    try (Optimizer optimizer = spec.build(Parameters.of(Parameter.of("large", large)))) {
      assertThat(optimizer.stateBytes()).isEqualTo(2 * 2 * 9);
    }
  }
}
