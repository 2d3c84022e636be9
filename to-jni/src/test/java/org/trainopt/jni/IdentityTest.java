package org.trainopt.jni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.trainopt.api.Estimator;
import org.trainopt.api.InitialBias;
import org.trainopt.api.OptimizerSpec;
import org.trainopt.api.Order;
import org.trainopt.api.Scaling;
import org.trainopt.api.Schedule;
import org.trainopt.api.Schedules;
import org.trainopt.api.Storage;
import org.trainopt.api.Training;
import org.trainopt.kernel.Execution;

/** Momentum, SGD and Adam are special cases, to the bit where it is the same arithmetic. */
final class IdentityTest {
  private static final int N = 207;
  private static final Schedule ZERO = Schedules.constant(0);
  private static final Schedule ONE = Schedules.constant(1);

  /** Weights, directions and reports' gains after each step. */
  private static List<float[]> path(Estimator estimator, Scaling scaling, Execution execution) {
    List<float[]> path = new ArrayList<>();
    try (Trial trial = new Trial(OptimizerSpec.of(estimator).withScaling(scaling), execution, N)) {
      trial.optimizer.onStep(
          report -> {
            float[] direction = new float[N];
            trial.optimizer.readEstimate(0, direction);
            path.add(direction);
          });
      for (int t = 0; t < Trial.STEPS; t++) {
        trial.run(1);
        path.add(trial.weights[0].clone());
      }
    }
    return path;
  }

  private static void requireSame(Estimator one, Estimator other) {
    for (Execution execution : NativeExecutions.javaAndNative()) {
      for (Scaling scaling : Settings.SCALINGS.values()) {
        List<float[]> expected = path(one, scaling, execution);
        List<float[]> path = path(other, scaling, execution);
        assertThat(path).hasSize(2 * Trial.STEPS);
        for (int i = 0; i < path.size(); i++) {
          assertThat(path.get(i))
              .as("%s and %s, entry %d", one, other, i)
              .isEqualTo(expected.get(i));
        }
      }
    }
  }

  @Test
  void fullWithoutAlphaIsMomentum() {
    for (Order order : Order.values()) {
      for (InitialBias bias : InitialBias.values()) {
        for (boolean normalized : new boolean[] {false, true}) {
          requireSame(
              new Estimator.Ema(Settings.BETA, false, order, bias),
              new Estimator.Full(new Training(ZERO, Settings.BETA, normalized, order, bias)));
        }
      }
    }
  }

  @Test
  void fullAndMomentumWithBetaOneAreStochastic() {
    requireSame(Estimator.stochastic(), Estimator.ema(ONE));
    requireSame(Estimator.stochastic(), Estimator.full(ZERO, ONE));
    requireSame(Estimator.stochastic(), Estimator.diagonal(ZERO, ONE));
  }

  /**
   * Kingma and Ba's algorithm 1 with Loshchilov and Hutter's decay, in double precision, over
   * weights of order 1.
   */
  @Test
  void adamIsAdam() {
    double eta = 0.01;
    double decay = 0.1;
    for (Execution execution : NativeExecutions.javaAndNative()) {
      double[] w = new double[N];
      double[] m = new double[N];
      double[] v = new double[N];
      try (Trial trial =
          new Trial(
              OptimizerSpec.adam(Schedules.constant(eta)).withWeightDecay(decay), execution, N)) {
        for (int i = 0; i < N; i++) {
          w[i] = trial.weights[0][i];
        }
        for (int t = 0; t < Trial.STEPS; t++) {
          Storage.Heap g = (Storage.Heap) Trial.gradient(t, 0, N);
          for (int i = 0; i < N; i++) {
            double gradient = g.array()[g.offset() + i];
            m[i] = 0.9 * m[i] + 0.1 * gradient;
            v[i] = 0.999 * v[i] + 0.001 * gradient * gradient;
            double mHat = m[i] / (1 - Math.pow(0.9, t + 1));
            double vHat = v[i] / (1 - Math.pow(0.999, t + 1));
            w[i] = w[i] * (1 - eta * decay) - eta * mHat / (Math.sqrt(vHat) + 1e-8);
          }
        }
        trial.run(Trial.STEPS);
        for (int i = 0; i < N; i++) {
          assertThat((double) trial.weights[0][i]).isCloseTo(w[i], within(Reference.TOLERANCE));
        }
      }
    }
  }
}
