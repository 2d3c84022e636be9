package org.trainopt.experiments.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.trainopt.api.OptimizerSpec;
import org.trainopt.api.Schedules;
import org.trainopt.experiments.run.Problem;
import org.trainopt.experiments.run.TrainingLoop;
import org.trainopt.experiments.task.BatchSampler;
import org.trainopt.experiments.task.Batches;
import org.trainopt.kernel.Execution;

/** The rival does the same work: with Adam both loops end at the same weights. */
final class TorchLoopTest {
  @Test
  void libTorchsLoopIsOursWithAdam() {
    assertThat(Torch.failure()).isNull();
    Problem problem = Problem.of("digits", true, 0);
    Batches batches = new BatchSampler(problem.data().rows(), 64, 3);
    OptimizerSpec adam = OptimizerSpec.adam(Schedules.constant(1e-2));
    try (TorchLoop rival = new TorchLoop(problem.data(), batches, 1e-2);
        TrainingLoop ours =
            new TrainingLoop(problem.objective(64), batches, adam, Execution.best())) {
      rival.advance(60);
      rival.advance(40);
      ours.advance(100);
      assertThat(rival.weights()).containsExactly(ours.weights(), within(1e-4f));
      assertThat(ours.loss()).isLessThan(0.5);
    }
  }
}
