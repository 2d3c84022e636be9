package org.trainopt.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.trainopt.api.Schedules.constant;

import java.util.BitSet;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * State held over a step is as it was, and the other parameters' is as if it had not been there.
 */
class HeldStateTest {
  private static final int D = 6;

  static Stream<OptimizerSpec> specs() {
    return Catalog.kinds()
        .flatMap(
            estimator ->
                Catalog.scalings()
                    .map(
                        scaling ->
                            OptimizerSpec.of(estimator)
                                .withScaling(scaling)
                                .withScope(Scope.PER_TENSOR)));
  }

  private static BitSet bits(int... indices) {
    BitSet bits = new BitSet();
    for (int index : indices) {
      bits.set(index);
    }
    return bits;
  }

  private static Optimizer two(OptimizerSpec spec, float[] first, float[] second) {
    return spec.build(Parameters.of(Parameter.of("first", first), Parameter.of("second", second)));
  }

  @ParameterizedTest
  @MethodSource("specs")
  void aHeldParameterStandsStill(OptimizerSpec spec) {
    float[] w = Catalog.gaussian(1, D);
    float[] v = Catalog.gaussian(2, D);
    float[] alone = w.clone();
    try (Optimizer both = two(spec, w, v);
        Optimizer one = spec.build(Parameters.of(Parameter.of("first", alone)))) {
      both.step(Catalog.gaussian(3, D), Catalog.gaussian(4, D));
      one.step(Catalog.gaussian(3, D));
      Map<String, float[]> before = both.state("second");
      float[] weights = v.clone();
      for (int t = 0; t < 3; t++) {
        HeldState held = both.hold(bits(1));
        both.step(Catalog.gaussian(5 + t, D), new float[D]);
        held.putBack();
        System.arraycopy(weights, 0, v, 0, D);
        one.step(Catalog.gaussian(5 + t, D));
      }
      Map<String, float[]> after = both.state("second");
      assertThat(after.keySet()).isEqualTo(before.keySet());
      before.forEach((name, array) -> assertThat(after.get(name)).as(name).containsExactly(array));
      assertThat(w).containsExactly(alone);
      one.state("first")
          .forEach(
              (name, array) ->
                  assertThat(both.state("first").get(name)).as(name).containsExactly(array));
    }
  }

  @Test
  void aWholeGroupThatIsOneVectorMayBeHeld() {
    OptimizerSpec spec =
        OptimizerSpec.of(Estimator.full(constant(0.01), constant(0.1)))
            .withGroup(
                ParameterGroup.matching("other", "second").withEstimator(Estimator.stochastic()));
    float[] w = Catalog.gaussian(1, D);
    try (Optimizer optimizer = two(spec, w, Catalog.gaussian(2, D))) {
      optimizer.step(Catalog.gaussian(3, D), Catalog.gaussian(4, D));
      Map<String, float[]> before = optimizer.snapshot().arrays();
      assertThat(before).containsKeys("group default/A", "group default/b");
      HeldState held = optimizer.hold(bits(0));
      optimizer.step(new float[D], Catalog.gaussian(6, D));
      held.putBack();
      Map<String, float[]> after = optimizer.snapshot().arrays();
      before.forEach((name, array) -> assertThat(after.get(name)).as(name).containsExactly(array));
    }
  }

  @Test
  void whatIsMixedWithOthersIsRefused() {
    OptimizerSpec full = OptimizerSpec.of(Estimator.full(constant(0.01), constant(0.1)));
    refuses(
        full,
        "parameter \"second\" cannot be left out of a step: Full-TO takes the 2 tensors of"
            + " parameter group \"default\" as one vector; use Scope.PER_TENSOR, or give each of"
            + " them a gradient");
    refuses(
        OptimizerSpec.of(Estimator.stochastic()).withRadius(2),
        "parameter \"second\" cannot be left out of a step: the projection onto radius 2.0 runs"
            + " over all parameters");
    Training training =
        Training.of(constant(0.01), constant(0.1)).withInitialBias(InitialBias.FIRST_GRADIENT);
    refuses(
        OptimizerSpec.of(new Estimator.Diagonal(training)),
        "parameter \"second\" cannot be left out of a step: b₀ is the first gradient"
            + " (InitialBias.FIRST_GRADIENT)");
  }

  private static void refuses(OptimizerSpec spec, String message) {
    try (Optimizer optimizer = two(spec, new float[D], new float[D])) {
      assertThatThrownBy(() -> optimizer.hold(bits(1)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(message);
    }
  }

  @Test
  void indicesAreChecked() {
    try (Optimizer optimizer =
        two(OptimizerSpec.of(Estimator.stochastic()), new float[D], new float[D])) {
      assertThatThrownBy(() -> optimizer.hold(bits(2)))
          .hasMessage("parameters to hold must be indices from 0 to 1, but were {2}");
      assertThatThrownBy(() -> optimizer.hold(bits())).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> optimizer.state("third"))
          .hasMessage("there is no parameter \"third\"; the parameters are first, second");
    }
  }
}
