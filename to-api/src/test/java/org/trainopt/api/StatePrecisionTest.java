package org.trainopt.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** State in bfloat16. */
final class StatePrecisionTest {
  private static final int LENGTH = 1500;

  static Stream<Estimator> estimators() {
    return Catalog.estimators().filter(estimator -> !(estimator instanceof Estimator.Full));
  }

  /**
   * A step on bfloat16 state is the step on the same state in float32, bit for bit in the weights,
   * with the new state rounded.
   */
  @ParameterizedTest
  @MethodSource("estimators")
  void aStepRoundsTheNewStateAndNothingElse(Estimator estimator) {
    OptimizerSpec spec =
        OptimizerSpec.of(estimator).withScaling(Scaling.adam()).withLearningRate(0.1);
    float[] weights = new float[LENGTH];
    float[] g = new float[LENGTH];
    SplittableRandom random = new SplittableRandom(3);
    fill(weights, random);
    float[] twin = weights.clone();
    try (Optimizer held =
            spec.withStatePrecision(StatePrecision.BFLOAT16)
                .build(Parameters.of(Parameter.of("w", weights)));
        Optimizer exact = spec.build(Parameters.of(Parameter.of("w", twin)))) {
      for (int t = 0; t < 5; t++) { // before plain steps run away
        exact.restore(held.snapshot());
        fill(g, random);
        held.step(g);
        exact.step(g);
        // b₀ = g₀ is rounded before the first step uses it: then the steps differ by rightful bits.
        boolean roundedStart = t == 0 && takesFirstGradient(estimator);
        if (!roundedStart) {
          assertThat(weights).as("weights after step %d", t).containsExactly(twin);
          assertThat(held.snapshot().arrays())
              .as("state after step %d", t)
              .usingRecursiveComparison()
              .isEqualTo(rounded(exact.snapshot().arrays()));
        }
        System.arraycopy(weights, 0, twin, 0, LENGTH);
      }
    }
  }

  private static boolean takesFirstGradient(Estimator estimator) {
    Training training = GroupSettings.training(estimator);
    InitialBias bias =
        training != null
            ? training.initialBias()
            : estimator instanceof Estimator.Ema ema ? ema.initialBias() : InitialBias.ZERO;
    return bias == InitialBias.FIRST_GRADIENT;
  }

  private static void fill(float[] x, SplittableRandom random) {
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) (2 * random.nextDouble() - 1);
    }
  }

  private static Map<String, float[]> rounded(Map<String, float[]> arrays) {
    Map<String, float[]> rounded = new TreeMap<>();
    arrays.forEach(
        (name, values) -> {
          float[] copy = values.clone();
          for (int i = 0; i < copy.length && !name.endsWith("/s"); i++) {
            copy[i] = StatePrecision.fromBfloat16(StatePrecision.toBfloat16(copy[i]));
          }
          rounded.put(name, copy);
        });
    return rounded;
  }

  @ParameterizedTest
  @CsvSource({
    "3f800000, 3f80", "3f808000, 3f80", "3f808001, 3f81", "3f818000, 3f82", "bf817fff, bf81",
    "80000000, 8000", "7f800000, 7f80", "ff800000, ff80", "7f7fffff, 7f80", "7fc00000, 7fc0",
    "7f800001, 7fc0", "ffffffff, ffff", "00000001, 0000", "807fffff, 8000", "00800000, 0080"
  })
  void numbersAreRoundedToNearestEven(String bits, String rounded) {
    float value = Float.intBitsToFloat(Integer.parseUnsignedInt(bits, 16));
    short held = StatePrecision.toBfloat16(value);
    assertThat(held & 0xffff).isEqualTo(Integer.parseInt(rounded, 16));
    assertThat(Float.floatToRawIntBits(StatePrecision.fromBfloat16(held)))
        .isEqualTo(Integer.parseInt(rounded, 16) << 16);
  }

  @Test
  void halvesTheEstimatorsState() {
    OptimizerSpec spec =
        OptimizerSpec.of(Estimator.diagonal(Schedules.constant(0.1), Schedules.constant(0.1)));
    try (Optimizer optimizer =
        spec.withScaling(Scaling.adagrad())
            .withStatePrecision(StatePrecision.BFLOAT16)
            .build(Parameters.of(Parameter.of("w", new float[10])))) {
      assertThat(optimizer.stateBytes()).isEqualTo(10 * (2 + 2 + 4));
    }
  }

  @Test
  void fullKeepsItsMatrixInFloat32AndSaysSo() {
    OptimizerSpec spec =
        OptimizerSpec.of(Estimator.full(Schedules.constant(0.1), Schedules.constant(0.1)))
            .withStatePrecision(StatePrecision.BFLOAT16);
    assertThatThrownBy(() -> spec.build(Parameters.of(Parameter.of("w", new float[3]))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Full-TO's state is FLOAT32, but statePrecision is BFLOAT16")
        .hasMessageContaining("parameter group \"default\"");
  }
}
