package org.trainopt.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.trainopt.api.Schedules.constant;
import static org.trainopt.api.Schedules.harmonic;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StepReportTest {
  private final List<StepReport> reports = new ArrayList<>();

  private static Optimizer optimizer(OptimizerSpec spec, float[]... tensors) {
    List<Parameter> parameters = new ArrayList<>();
    for (float[] tensor : tensors) {
      parameters.add(Parameter.of("w" + parameters.size(), tensor));
    }
    return spec.build(new Parameters(parameters));
  }

  @Test
  void normsRunOverAllTensors() {
    // b = g/4, so Ĝ = (0.75, 1) and Ĝ − g = (−2.25, −3)
    OptimizerSpec spec =
        OptimizerSpec.of(Estimator.ema(constant(0.25))).withLearningRate(harmonic(1, 2));
    try (Optimizer optimizer = optimizer(spec, new float[1], new float[1])) {
      optimizer.onStep(reports::add);
      optimizer.step(new float[] {3}, new float[] {4});
      optimizer.step(new float[] {0.75f}, new float[] {1});
    }
    assertThat(reports)
        .containsExactly(
            new StepReport(0, 5, 1.25, 3.75, 0.25, 0.5),
            new StepReport(1, 1.25, 1.25, 0, 0.25, 1.0 / 3));
  }

  @Test
  void gradientsAreThoseTheEstimatorSaw() {
    OptimizerSpec spec = OptimizerSpec.of(Estimator.stochastic()).withClipNorm(2.5).withL2(1);
    try (Optimizer optimizer = optimizer(spec, new float[] {4.5f, 6})) {
      optimizer.onStep(reports::add);
      optimizer.step(new float[] {3, 4}); // clipped to (1.5, 2), with L2 (6, 8)
    }
    assertThat(reports).containsExactly(new StepReport(0, 10, 10, 0, 0, 0.01));
  }

  @Test
  void estimatesAreThoseBeforeScaling() {
    OptimizerSpec spec =
        OptimizerSpec.of(Estimator.ema(constant(0.5))).withScaling(Scaling.adagrad());
    try (Optimizer optimizer = optimizer(spec, new float[2], new float[1100])) {
      optimizer.onStep(reports::add);
      float[] second = Catalog.gaussian(1, 1100);
      optimizer.step(new float[] {2, -4}, second);
      float[] estimate = new float[2];
      optimizer.readEstimate(0, estimate);
      assertThat(estimate).containsExactly(1, -2);
      float[] long1 = new float[1100];
      optimizer.readEstimate(1, long1);
      for (int i = 0; i < long1.length; i++) {
        assertThat(long1[i]).isEqualTo(second[i] / 2);
      }
    }
  }

  @Test
  void listenersAreCalledInOrderUntilTheyAreRemoved() {
    List<String> calls = new ArrayList<>();
    try (Optimizer optimizer = optimizer(OptimizerSpec.of(Estimator.stochastic()), new float[1])) {
      Runnable removeFirst = optimizer.onStep(report -> calls.add("first " + report.step()));
      Runnable removeSecond = optimizer.onStep(report -> calls.add("second " + report.step()));
      optimizer.step(new float[1]);
      removeFirst.run();
      optimizer.step(new float[1]);
      removeSecond.run();
      removeSecond.run();
      optimizer.step(new float[1]);
    }
    assertThat(calls).containsExactly("first 0", "second 0", "second 1");
  }

  @Test
  void listeningDoesNotChangeTheStep() {
    for (Estimator estimator : Catalog.estimators().toList()) {
      OptimizerSpec spec = OptimizerSpec.of(estimator).withGainPolicy(GainPolicy.IGNORE);
      float[] heard = Catalog.gaussian(1, 40);
      float[] unheard = heard.clone();
      try (Optimizer listening = optimizer(spec, heard);
          Optimizer silent = optimizer(spec, unheard)) {
        listening.onStep(reports::add);
        for (int t = 0; t < 4; t++) {
          listening.step(Catalog.gaussian(t, 40));
          silent.step(Catalog.gaussian(t, 40));
        }
      }
      assertThat(heard).as("%s", estimator).containsExactly(unheard);
    }
  }

  @Test
  void noEstimateIsKeptWhileNobodyListens() {
    try (Optimizer optimizer = optimizer(OptimizerSpec.of(Estimator.stochastic()), new float[2])) {
      float[] to = new float[2];
      refused(optimizer, to);
      optimizer.step(new float[2]);
      refused(optimizer, to);
      Runnable remove = optimizer.onStep(report -> {});
      refused(optimizer, to);
      assertThatExceptionOfType(NonFiniteGradientException.class)
          .isThrownBy(() -> optimizer.step(new float[] {Float.NaN, 0}));
      refused(optimizer, to);
      optimizer.step(new float[] {5, 6});
      optimizer.readEstimate(0, to);
      assertThat(to).containsExactly(5, 6);
      remove.run();
      optimizer.step(new float[2]);
      refused(optimizer, to);
    }
  }

  private static void refused(Optimizer optimizer, float[] to) {
    assertThatIllegalStateException()
        .isThrownBy(() -> optimizer.readEstimate(0, to))
        .withMessage("no estimate is kept; add a listener with onStep first");
  }

  @Test
  void theEstimateNeedsAnArrayOfItsLength() {
    try (Optimizer optimizer = optimizer(OptimizerSpec.of(Estimator.stochastic()), new float[2])) {
      optimizer.onStep(report -> {});
      optimizer.step(new float[2]);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> optimizer.readEstimate(0, new float[3]))
          .withMessage("readEstimate needs an array of length 2, but got 3");
    }
  }

  @Test
  void aRefusedStepIsNotReported() {
    OptimizerSpec spec =
        OptimizerSpec.of(Estimator.stochastic()).withNonFinite(NonFinitePolicy.SKIP);
    try (Optimizer optimizer = optimizer(spec, new float[1])) {
      optimizer.onStep(reports::add);
      optimizer.step(new float[] {Float.NaN});
      optimizer.step(new float[] {3});
    }
    assertThat(reports).containsExactly(new StepReport(0, 3, 3, 0, 0, 0.01));
  }
}
