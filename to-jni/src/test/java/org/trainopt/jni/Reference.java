package org.trainopt.jni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.trainopt.api.OptimizerSpec;
import org.trainopt.api.Storage;
import org.trainopt.kernel.Execution;

/** Compares kernels with {@link NaiveOptimizer}. */
final class Reference {
  /**
   * The largest difference of a weight, all weights being of order 1. The trials' largest is 2e-6:
   * 50 steps of some ten float32 roundings of 6e-8 each, which mostly cancel.
   */
  static final double TOLERANCE = 1e-5;

  private Reference() {}

  /** {@link Trial#STEPS} steps of both from the same start agree. */
  static void requireAgreement(OptimizerSpec spec, Execution execution, int... lengths) {
    int d = IntStream.of(lengths).sum();
    try (Trial trial = new Trial(spec, execution, lengths)) {
      double[] v0 = new double[d];
      double[] w0 = new double[d];
      int at = 0;
      for (int k = 0; k < lengths.length; k++) {
        float[] v = trial.optimizer.snapshot().arrays().get("w" + k + "/v");
        for (int i = 0; i < lengths[k]; i++) {
          v0[at + i] = v == null ? 0 : v[i];
          w0[at + i] = trial.weights[k][i];
        }
        at += lengths[k];
      }
      NaiveOptimizer naive = new NaiveOptimizer(spec, w0, v0, lengths);
      double[] g = new double[d];
      for (int t = 0; t < Trial.STEPS; t++) {
        at = 0;
        for (int k = 0; k < lengths.length; k++) {
          Storage.Heap gradient = (Storage.Heap) Trial.gradient(t, k, lengths[k]);
          for (int i = 0; i < lengths[k]; i++) {
            g[at++] = gradient.array()[gradient.offset() + i];
          }
        }
        naive.step(g);
      }
      trial.run(Trial.STEPS);
      at = 0;
      for (float[] tensor : trial.weights) {
        for (float x : tensor) {
          // NaN fails, too
          if (!(Math.abs(x - naive.w[at]) < TOLERANCE)) {
            assertThat((double) x)
                .as("weight %d of %s", at, Arrays.toString(lengths))
                .isCloseTo(naive.w[at], within(TOLERANCE));
          }
          at++;
        }
      }
    }
  }
}
