package org.trainopt.jni;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.trainopt.api.OptimizerSpec;
import org.trainopt.api.OptimizerState;
import org.trainopt.kernel.Execution;

/**
 * The weights are the caller's: what the native kernels know of them from the last step must not be
 * used once somebody else has changed them.
 */
final class ChangedWeightsTest {
  private static final int[] LENGTHS = {Trial.SMALL ? 1_201 : 70_001, 3, 1025};

  /** Changes to the second of the trial's tensors, or to the first where it says so. */
  private static final Map<String, Consumer<Trial>> CHANGES =
      Map.of(
          "nothing", trial -> {},
          "one sign", trial -> trial.weights[0][LENGTHS[0] - 2] *= -1,
          "all signs", trial -> negate(trial.weights[0]),
          "two neighbours swapped", trial -> swap(trial.weights[2], 33, 34),
          "two of a lane swapped", trial -> swap(trial.weights[2], 33, 65),
          "one bit", trial -> trial.weights[1][2] = Math.nextUp(trial.weights[1][2]),
          "state restored", trial -> restoreWithOtherV(trial));

  static Iterable<String> changes() {
    return CHANGES.keySet();
  }

  private static void negate(float[] w) {
    for (int i = 0; i < w.length; i++) {
      w[i] = -w[i];
    }
  }

  private static void swap(float[] w, int i, int j) {
    float kept = w[i];
    w[i] = w[j];
    w[j] = kept;
  }

  private static void restoreWithOtherV(Trial trial) {
    OptimizerState state = trial.optimizer.snapshot();
    Map<String, float[]> arrays = state.arrays();
    negate(arrays.get("w0/v"));
    trial.optimizer.restore(
        new OptimizerState(state.step(), state.scope(), arrays, state.products()));
  }

  @ParameterizedTest
  @MethodSource("changes")
  void rankOneStepsFromTheWeightsThereAre(String change) {
    List<Settings.Setting> settings =
        Settings.all().stream()
            .filter(
                setting -> setting.name().startsWith("rank-one plain CO_TRAIN_FIRST ZERO, none"))
            .toList();
    assertThat(settings).as("in float32 and bfloat16").hasSize(2);
    for (Settings.Setting setting : settings) {
      OptimizerSpec spec = setting.spec(71_029);
      Trial.Result expected = run(spec, Execution.on("java"), change);
      for (Execution execution : NativeExecutions.all()) {
        assertThat(expected.difference(run(spec, execution, change)))
            .as("%s, %s", setting, NativeExecutions.name(execution))
            .isEmpty();
      }
    }
  }

  private static Trial.Result run(OptimizerSpec spec, Execution execution, String change) {
    try (Trial trial = new Trial(spec, execution, LENGTHS)) {
      trial.run(5);
      CHANGES.get(change).accept(trial);
      return trial.run(3).result();
    }
  }
}
