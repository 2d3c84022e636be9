package org.trainopt.experiments.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.trainopt.api.OptimizerSpec;
import org.trainopt.api.Schedules;
import org.trainopt.experiments.config.LogisticSettings;
import org.trainopt.experiments.network.LibTorch;
import org.trainopt.experiments.run.LogisticProblem;
import org.trainopt.experiments.run.ObjectiveLoop;
import org.trainopt.experiments.task.BatchSampler;
import org.trainopt.experiments.task.Batches;
import org.trainopt.kernel.Execution;

/** The rival does the same work: with Adam both loops end at the same weights. */
final class TorchLoopTest {
  @Test
  void libTorchsLoopIsOursWithAdam() {
    assertThat(LibTorch.failure()).isNull();
    LogisticProblem problem = LogisticProblem.of(new LogisticSettings("digits", true, 0));
    Batches batches = new BatchSampler(problem.data().rows(), 64, 3);
    OptimizerSpec adam = OptimizerSpec.adam(Schedules.constant(1e-2));
    try (TorchLoop rival = new TorchLoop(problem.data(), batches, 1e-2);
        ObjectiveLoop ours =
            new ObjectiveLoop(problem.objective(64), batches, adam, Execution.best())) {
      rival.advance(60);
      rival.advance(40);
      ours.advance(100);
      assertThat(rival.weights()).containsExactly(ours.weights(), within(1e-4f));
      assertThat(ours.loss()).isLessThan(0.5);
    }
  }
}
