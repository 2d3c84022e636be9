package org.trainopt.jni;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.trainopt.api.OptimizerSpec;
import org.trainopt.api.OptimizerState;
import org.trainopt.api.Scaling;
import org.trainopt.api.Scope;
import org.trainopt.kernel.Execution;

/** A run may change its kernels half-way. */
final class SnapshotTest {
  private static final int[] LENGTHS = {33, 207, 5};
  private static final List<Scope> SMALL_SCOPES = List.of(Scope.WHOLE_VECTOR);
  private static final int EARLIER = Trial.STEPS * 2 / 5;

  @Test
  void aRunMovesBetweenKernelsWithoutAChangeOfBits() {
    List<Execution> executions = new ArrayList<>(NativeExecutions.all());
    Execution java = Execution.on("java");
    Settings.estimators()
        .forEach(
            (name, estimator) -> {
              for (Scope scope : Trial.SMALL ? SMALL_SCOPES : List.of(Scope.values())) {
                OptimizerSpec spec =
                    new Settings.Setting(name, estimator, Scaling.adam())
                        .spec(245)
                        .withScope(scope);
                Trial.Result expected = Trial.of(spec, java, LENGTHS);
                for (Execution execution : executions) {
                  assertThat(expected.difference(moved(spec, java, execution))).as(name).isEmpty();
                  assertThat(expected.difference(moved(spec, execution, java))).as(name).isEmpty();
                }
              }
            });
  }

  private static Trial.Result moved(OptimizerSpec spec, Execution from, Execution to) {
    float[][] weights;
    OptimizerState state;
    try (Trial first = new Trial(spec, from, LENGTHS)) {
      first.run(EARLIER);
      weights = first.weights;
      state = first.optimizer.snapshot();
    }
    try (Trial second = new Trial(spec, to, weights)) {
      second.optimizer.restore(state);
      return second.run(Trial.STEPS - EARLIER).result();
    }
  }

  @Test
  void stateArraysAreOfTheSizesOfTheMethod() {
    for (Execution execution : NativeExecutions.javaAndNative()) {
      Settings.estimators()
          .forEach(
              (name, estimator) -> {
                try (Trial trial =
                    new Trial(OptimizerSpec.of(estimator.of(10)), execution, 6, 0, 4)) {
                  int d = 10;
                  int floats =
                      name.startsWith("full")
                          ? d * d + d + (name.contains("delayed") ? 2 * 7 * d + 2 : 0)
                          : name.startsWith("diagonal")
                              ? 2 * d
                              : name.startsWith("rank-one")
                                  ? 3 * d
                                  : name.startsWith("ema") ? d : 0;
                  assertThat(trial.optimizer.stateBytes()).as(name).isEqualTo(4L * floats);
                }
              });
    }
  }
}
