package org.trainopt.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How Full-TO holds its matrix. */
final class FullStorageTest {
  private static final int D = 40;

  private static Estimator full(FullStorage storage) {
    return new Estimator.Full(
        Training.of(Schedules.constant(0.5), Schedules.constant(0.1)).withNormalized(true),
        storage);
  }

  private static Optimizer build(FullStorage storage, float[] weights) {
    return OptimizerSpec.of(full(storage))
        .withLearningRate(0.05)
        .build(Parameters.of(Parameter.of("w", weights)));
  }

  private static float[] gradient(int step) {
    float[] g = new float[D];
    SplittableRandom random = new SplittableRandom(step);
    for (int i = 0; i < D; i++) {
      g[i] = (float) (2 * random.nextDouble() - 1);
    }
    return g;
  }

  private static float[] weightsAfter(FullStorage storage, int steps) {
    float[] weights = gradient(-1);
    try (Optimizer optimizer = build(storage, weights)) {
      for (int t = 0; t < steps; t++) {
        optimizer.step(gradient(t));
      }
    }
    return weights;
  }

  @ParameterizedTest
  @ValueSource(strings = {"delayed(1,1)", "delayed(4,4)", "delayed(17,5)", "delayed(1000,1)"})
  void allStoragesAgreeToRounding(String text) {
    float[] direct = weightsAfter(FullStorage.direct(), 60);
    float[] other = weightsAfter(FullStorage.parse(text), 60);
    for (int i = 0; i < D; i++) {
      // 60 steps of rounding errors of numbers of order 1.
      assertThat(other[i]).isCloseTo(direct[i], within(2e-6f));
    }
    // Flushed after every step, it is the direct one; others are not, or they would not be there.
    assertThat(Arrays.equals(direct, other)).isEqualTo(text.equals("delayed(1,1)"));
  }

  @Test
  void matrixIsUntouchedWhileThereIsHistoryAndHoldsAllAfterTheFlush() {
    float[] weights = gradient(-1);
    try (Optimizer optimizer = build(new FullStorage.Delayed(3, 2), weights)) {
      float[][] expected = {{1, 0}, {2, 0}, {0, 1}, {1, 1}, {0, 1}, {1, 1}};
      float[] before = new float[D * D];
      for (int t = 0; t < expected.length; t++) {
        optimizer.step(gradient(t));
        Map<String, float[]> state = optimizer.snapshot().arrays();
        assertThat(state.get("group default/corrections")).containsExactly(expected[t]);
        boolean flushed = expected[t][0] == 0;
        assertThat(Arrays.equals(before, state.get("group default/A"))).isEqualTo(!flushed);
        before = state.get("group default/A");
      }
    }
  }

  @Test
  void isChosenByDimension() {
    FullStorage auto = FullStorage.auto();
    assertThat(auto.capacity(FullStorage.Auto.DIRECT_BELOW - 1))
        .isEqualTo(FullStorage.Capacity.NONE);
    assertThat(auto.capacity(8192)).isEqualTo(new FullStorage.Capacity(1024, 32));
    assertThat(auto.capacity(8192).floats(8192)).isEqualTo(2 * 1024 * 8192 + 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "direct", "delayed(40,8)"})
  void textFormIsReadBack(String text) {
    assertThat(FullStorage.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "delayed", "delayed(8)", "delayed(-1,1)", "Direct"})
  void whatIsNoTextFormIsRefused(String text) {
    assertThatThrownBy(() -> FullStorage.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "storage must be auto, direct or delayed(history,pending), but was \"" + text + "\"");
  }

  @Test
  void capacitiesOutOfRangeAreRefused() {
    assertThatThrownBy(() -> new FullStorage.Delayed(5, 0))
        .hasMessageContaining("pending must be >= 1");
    assertThatThrownBy(() -> new FullStorage.Delayed(5, 6))
        .hasMessageContaining("history must be >= 6");
  }

  @Test
  void correctionsAreInTheMemoryThatIsCheckedAtBuild() {
    assertThatThrownBy(() -> build(new FullStorage.Delayed(999_999, 32), new float[40_000]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a 40000×40000 matrix of 6.0 GiB and 298.0 GiB of corrections")
        .hasMessageContaining("(storage delayed(999999,32))");
    try (Optimizer optimizer = build(FullStorage.delayed(3), new float[D])) {
      assertThat(optimizer.stateBytes()).isEqualTo(4 * (D * D + D + 2 * 3 * D + 2));
    }
  }

  @Test
  void aCountOfCorrectionsThatCannotBeIsRefused() {
    try (Optimizer optimizer = build(FullStorage.delayed(3), gradient(-1))) {
      OptimizerState state = optimizer.snapshot();
      for (float[] bad : new float[][] {{3, 0}, {-1, 0}, {0.5f, 1}, {0, 2}, {Float.NaN, 0}}) {
        Map<String, float[]> arrays = state.arrays();
        arrays.put("group default/corrections", bad);
        OptimizerState wrong = new OptimizerState(0, state.scope(), arrays, state.products());
        assertThatThrownBy(() -> optimizer.restore(wrong))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining(
                "\"group default/corrections\" must be a count from 0 to below 3");
      }
    }
  }
}
