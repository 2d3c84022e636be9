package org.trainopt.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.trainopt.api.Estimator;
import org.trainopt.api.NonFiniteGradientException;
import org.trainopt.api.OptimizerSpec;
import org.trainopt.api.Schedules;
import org.trainopt.experiments.config.LogisticSettings;
import org.trainopt.experiments.task.BatchSampler;
import org.trainopt.kernel.Execution;

final class TrainingLoopTest {
  private static final LogisticProblem PROBLEM =
      LogisticProblem.of(new LogisticSettings("digits", true, 0.01));

  private static ObjectiveLoop loop(double learningRate) {
    OptimizerSpec spec =
        OptimizerSpec.of(Estimator.diagonal(Schedules.constant(1e-3), Schedules.constant(0.1)))
            .withLearningRate(learningRate);
    return new ObjectiveLoop(
        PROBLEM.objective(64),
        new BatchSampler(PROBLEM.data().rows(), 64, 1),
        spec,
        Execution.best());
  }

  @Test
  void everyWayOfAdvancingGivesTheSameBits() {
    try (ObjectiveLoop whole = loop(0.1);
        ObjectiveLoop parts = loop(0.1);
        ObjectiveLoop timed = loop(0.1);
        ObjectiveLoop watched = loop(0.1)) {
      whole.advance(50);
      parts.advance(20);
      parts.computeGradients(7);
      parts.loss();
      parts.advance(50);
      for (int t = 0; t < 50; t++) {
        assertThat(watched.advanceWithLoss()).isPositive();
      }
      assertThat(timed.advanceTimed(50)).isPositive();
      assertThat(timed.weights()).isEqualTo(whole.weights());
      assertThat(parts.weights()).isEqualTo(whole.weights());
      assertThat(watched.weights()).isEqualTo(whole.weights());
      assertThat(whole.step()).isEqualTo(50);
      assertThat(whole.loss()).isLessThan(Math.log(10) / 2);
    }
  }

  @Test
  void gradientsAloneChangeNothing() {
    try (ObjectiveLoop loop = loop(0.1)) {
      loop.advance(3);
      float[] before = loop.weights().clone();
      loop.computeGradients(5);
      assertThat(loop.weights()).isEqualTo(before);
      assertThat(loop.step()).isEqualTo(3);
      assertThat(loop.optimizer().steps()).isEqualTo(3);
    }
  }

  @Test
  void aRefusedStepIsNotCounted() {
    try (ObjectiveLoop loop = loop(0.1)) {
      loop.advance(3);
      loop.weights()[17] = Float.NaN;
      assertThatThrownBy(() -> loop.advance(10)).isInstanceOf(NonFiniteGradientException.class);
      assertThatThrownBy(loop::advanceWithLoss).isInstanceOf(NonFiniteGradientException.class);
      assertThat(loop.step()).isEqualTo(3);
      assertThat(loop.loss()).isNaN();
    }
  }

  @Test
  void stepsAllocateNothing() {
    try (ObjectiveLoop loop = loop(0.01)) {
      loop.advance(20_000); // compiled: the interpreter does not see what can stay off the heap
      var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
      long before = threads.getCurrentThreadAllocatedBytes();
      loop.advance(30_000);
      assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(100_000);
    }
  }
}
