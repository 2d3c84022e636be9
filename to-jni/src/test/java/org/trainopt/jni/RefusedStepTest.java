package org.trainopt.jni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.trainopt.api.Estimator;
import org.trainopt.api.GainPolicy;
import org.trainopt.api.NonFiniteGradientException;
import org.trainopt.api.NonFinitePolicy;
import org.trainopt.api.OptimizerSpec;
import org.trainopt.api.Parameter;
import org.trainopt.api.Parameters;
import org.trainopt.api.Schedule;
import org.trainopt.api.Schedules;
import org.trainopt.api.UnstableGainException;
import org.trainopt.kernel.Execution;

/** A step that must not be made changes nothing, on all kernels alike. */
final class RefusedStepTest {
  private static final int[] LENGTHS = {5, 0, 70_000, 3};

  private static float[][] gradients() {
    float[][] gradients = new float[LENGTHS.length][];
    for (int k = 0; k < LENGTHS.length; k++) {
      gradients[k] = new float[LENGTHS[k]];
      Arrays.fill(gradients[k], 0.5f);
    }
    return gradients;
  }

  private static OptimizerSpec diagonal() {
    return OptimizerSpec.of(Estimator.diagonal(Schedules.constant(0.3), Schedules.constant(0.2)));
  }

  @Test
  void gradientsThatAreNotFiniteAreNamed() {
    for (Execution execution : NativeExecutions.javaAndNative()) {
      for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
        try (Trial trial = new Trial(diagonal().withClipNorm(1), execution, LENGTHS)) {
          trial.run(2);
          Trial.Result before = trial.result();
          float[][] gradients = gradients();
          gradients[2][1023] = bad;
          gradients[2][69_999] = Float.NaN;
          gradients[3][0] = bad;
          assertThatThrownBy(() -> trial.optimizer.step(gradients))
              .isInstanceOf(NonFiniteGradientException.class)
              .hasMessageContaining("parameter \"w2\" is not finite at element 1023 at step 2");
          assertThat(before.difference(trial.result())).isEmpty();
          assertThat(trial.optimizer.steps()).isEqualTo(2);
        }
      }
    }
  }

  @Test
  void anOverflowOfTheGlobalNormIsRefused() {
    for (Execution execution : NativeExecutions.javaAndNative()) {
      try (Trial trial = new Trial(diagonal().withClipNorm(1), execution, LENGTHS)) {
        Trial.Result before = trial.result();
        float[][] gradients = gradients();
        gradients[3][2] = 3e38f;
        assertThatThrownBy(() -> trial.optimizer.step(gradients))
            .isInstanceOf(NonFiniteGradientException.class)
            .hasMessageContaining("global norm overflows");
        assertThat(before.difference(trial.result())).isEmpty();
      }
    }
  }

  @Test
  void aSkippedStepIsAsIfItHadNotBeen() {
    for (Execution execution : NativeExecutions.javaAndNative()) {
      try (Trial trial =
              new Trial(diagonal().withNonFinite(NonFinitePolicy.SKIP), execution, LENGTHS);
          Trial other =
              new Trial(diagonal().withNonFinite(NonFinitePolicy.SKIP), execution, LENGTHS)) {
        trial.run(1);
        float[][] gradients = gradients();
        gradients[0][4] = Float.NaN;
        trial.optimizer.step(gradients);
        trial.run(2);
        other.run(3);
        assertThat(trial.optimizer.skipped()).isEqualTo(1);
        assertThat(trial.result().difference(other.result())).isEmpty();
      }
    }
  }

  @Test
  void keptValuesThatAreNotFiniteSpreadAlike() {
    for (String estimator : Settings.estimators().keySet()) {
      List<Trial.Result> results = new ArrayList<>();
      List<Double> gains = new ArrayList<>();
      for (Execution execution : NativeExecutions.javaAndNative()) {
        OptimizerSpec spec =
            OptimizerSpec.of(Settings.estimators().get(estimator).of(100))
                .withNonFinite(NonFinitePolicy.KEEP)
                .withClipValue(1e30);
        try (Trial trial = new Trial(spec, execution, 50, 50)) {
          trial.optimizer.onStep(report -> gains.add(report.gain()));
          float[] first = new float[50];
          float[] second = new float[50];
          first[7] = Float.NaN;
          second[49] = Float.POSITIVE_INFINITY;
          trial.optimizer.step(first, second);
          trial.run(2);
          results.add(trial.result());
        }
        assertThat(results.get(0).difference(results.get(results.size() - 1)))
            .as("%s, %s", estimator, NativeExecutions.name(execution))
            .isEmpty();
        int last = gains.size() - 3;
        assertThat(gains.subList(last, last + 3)).as(estimator).isEqualTo(gains.subList(0, 3));
      }
    }
  }

  @Test
  void aGainOfTwoIsRefusedBeforeAnythingChanges() {
    Schedule rising = step -> step < 3 ? 1e-4 : 40;
    for (Estimator estimator :
        List.of(
            Estimator.diagonal(rising, Schedules.constant(0.1)),
            Estimator.rankOne(rising, Schedules.constant(0.1)),
            Estimator.full(rising, Schedules.constant(0.1)))) {
      String expected = null;
      for (Execution execution : NativeExecutions.javaAndNative()) {
        OptimizerSpec spec = OptimizerSpec.of(estimator).withGainPolicy(GainPolicy.FAIL);
        try (Trial trial = new Trial(spec, execution, 13, 200)) {
          Trial.Result before;
          Throwable thrown;
          do {
            before = trial.result();
            thrown = catchThrowable(() -> trial.run(1));
          } while (thrown == null);
          assertThat(thrown).isInstanceOf(UnstableGainException.class);
          expected = expected == null ? thrown.getMessage() : expected;
          assertThat(thrown).hasMessage(expected);
          assertThat(before.difference(trial.result())).isEmpty();
        }
      }
    }
  }

  @Test
  void aClosedOptimizerRefusesEverything() {
    for (Execution execution : NativeExecutions.javaAndNative()) {
      float[] w = new float[3];
      var optimizer = diagonal().build(Parameters.of(Parameter.of("w", w)), execution);
      optimizer.step(new float[3]);
      optimizer.close();
      optimizer.close();
      assertThatThrownBy(() -> optimizer.step(new float[3]))
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(optimizer::snapshot).isInstanceOf(IllegalStateException.class);
    }
  }
}
