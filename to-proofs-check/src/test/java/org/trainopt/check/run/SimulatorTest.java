package org.trainopt.check.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.trainopt.api.Schedules.constant;
import static org.trainopt.api.Schedules.harmonic;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.trainopt.api.Estimator;
import org.trainopt.api.OptimizerSpec;
import org.trainopt.check.problem.Biased;
import org.trainopt.check.problem.Problems;
import org.trainopt.kernel.Execution;

class SimulatorTest {
  private static final OptimizerSpec FULL =
      OptimizerSpec.of(Estimator.full(harmonic(1, 32), harmonic(2, 32)))
          .withLearningRate(harmonic(2, 32));

  private static Trajectories run(Arm arm, int threads, int first, int seeds) {
    try (Simulator simulator = new Simulator(Execution.on("java"), threads, 5)) {
      return simulator.run(arm, first, seeds, done -> {});
    }
  }

  private static Arm arm() {
    return Arm.of("Full-TO", Problems.Q1, FULL, 300);
  }

  @Test
  void theGridHasTwoTimesAnOctaveAndTheHorizon() {
    assertThat(new Grid(20).times()).containsExactly(1, 2, 3, 4, 6, 8, 11, 16, 20);
  }

  @Test
  void resultsDoNotDependOnThreadsNorOnWhatElseIsRun() {
    double[][] all = run(arm(), 2, 0, 20).of(Metric.ESTIMATE_ERROR);
    double[][] some = run(arm(), 1, 17, 3).of(Metric.ESTIMATE_ERROR);
    for (int s = 0; s < 3; s++) {
      assertThat(all[17 + s]).isEqualTo(some[s]);
    }
  }

  @Test
  void differentOptimizersMeetTheSameStartsAndGradients() {
    OptimizerSpec sgd = OptimizerSpec.of(Estimator.stochastic()).withLearningRate(constant(0.01));
    OptimizerSpec asMomentum =
        OptimizerSpec.of(Estimator.ema(constant(1))).withLearningRate(constant(0.01));
    double[][] one = run(Arm.of("SGD", Problems.Q1, sgd, 100), 1, 0, 4).of(Metric.DISTANCE);
    double[][] other =
        run(Arm.of("β = 1", Problems.Q1, asMomentum, 100), 1, 0, 4).of(Metric.DISTANCE);
    assertThat(one).isDeepEqualTo(other);
  }

  @Test
  void lookingAtFrozenWeightsDoesNotChangeTheRun() {
    // A longer horizon looks at other times; what both record must be the same.
    double[] shorter = run(arm(), 1, 0, 1).of(Metric.DISTANCE)[0];
    Arm twice = Arm.of("Full-TO", Problems.Q1, FULL, 600);
    double[] longer = run(twice, 1, 0, 1).of(Metric.DISTANCE)[0];
    for (int k = 0; k < 15; k++) {
      assertThat(longer[k]).isEqualTo(shorter[k]);
    }
  }

  @Test
  void biasAndVarianceAddUpToTheErrorAtFrozenWeights() {
    OptimizerSpec sgd = OptimizerSpec.of(Estimator.stochastic()).withLearningRate(constant(0.01));
    Arm arm = Arm.of("SGD", new Biased(Problems.Q1, 0.5), sgd, 64);
    Trajectories runs = run(arm, 1, 0, 200);
    int last = runs.times().length - 1;
    double bias = 0;
    double variance = 0;
    for (int s = 0; s < 200; s++) {
      bias += runs.of(Metric.ESTIMATE_BIAS)[s][last] / 200;
      variance += runs.of(Metric.ESTIMATE_VARIANCE)[s][last] / 200;
    }
    assertThat(bias).isBetween(1.1, 1.4); // 5 · 0.5²
    assertThat(variance).isBetween(4.8, 5.2); // 5 · 1
  }

  @Test
  void aRunThatDivergesIsNotANumberFromThereOn() {
    OptimizerSpec wild = OptimizerSpec.of(Estimator.stochastic()).withLearningRate(constant(3));
    double[] row = run(Arm.of("SGD", Problems.Q1, wild, 4096), 1, 0, 1).of(Metric.DISTANCE)[0];
    assertThat(row[0]).isFinite();
    assertThat(row[row.length - 1]).isNaN();
  }

  @Test
  void aFrozenEstimatorKeepsTheStateItWasGiven() {
    OptimizerSpec frozen =
        OptimizerSpec.of(Estimator.diagonal(constant(0), constant(0)))
            .withLearningRate(constant(0.1));
    Arm arm =
        Arm.of("frozen", Problems.Z3, frozen, 200)
            .withState(Map.of("a", new float[] {0}, "b", new float[] {1e-3f}));
    double[] row = run(arm, 1, 0, 1).of(Metric.ESTIMATE_ERROR)[0];
    double[] gradient = run(arm, 1, 0, 1).of(Metric.GRADIENT)[0];
    assertThat(Math.sqrt(row[0])).isCloseTo(Math.sqrt(gradient[0]) + 1e-3, within(1e-7));
  }

  @Test
  void theFlippedSignTurnsTheMatrixAway() {
    Arm flipped = arm().withKernels(Tampering.FLIPPED_ALPHA);
    double[][] right = run(arm(), 1, 0, 2).of(Metric.DISTANCE);
    double[][] wrong = run(flipped, 1, 0, 2).of(Metric.DISTANCE);
    assertThat(wrong[0][2]).isNotCloseTo(right[0][2], within(1e-4));
  }
}
