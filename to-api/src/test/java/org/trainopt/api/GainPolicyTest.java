package org.trainopt.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;
import static org.trainopt.api.Schedules.constant;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** With weights (1, 1, 1, 1), α = 0.75 and β = 1.5. */
class GainPolicyTest {
  private static final Schedule ALPHA = constant(0.75);
  private static final Schedule BETA = constant(1.5);
  private static final String ADVICE =
      ", but its own step contracts only for κ < 2; lower alpha or beta, or use the normalised step";

  private final Logger logger = Logger.getLogger("org.trainopt");
  private final List<LogRecord> logged = new ArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord record) {
          logged.add(record);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    logger.addHandler(handler);
    logger.setUseParentHandlers(false);
  }

  @AfterEach
  void stopListening() {
    logger.removeHandler(handler);
    logger.setUseParentHandlers(true);
  }

  private List<String> warnings() {
    return logged.stream()
        .filter(entry -> entry.getLevel().equals(Level.WARNING))
        .map(LogRecord::getMessage)
        .toList();
  }

  private static float[] ones() {
    return new float[] {1, 1, 1, 1};
  }

  private static Optimizer optimizer(Estimator estimator, GainPolicy policy, float[] w) {
    return OptimizerSpec.of(estimator)
        .withGainPolicy(policy)
        .build(Parameters.of(Parameter.of("w", w)));
  }

  static Stream<Arguments> gains() {
    Training plain = Training.of(ALPHA, BETA);
    Training normalized = plain.withNormalized(true);
    return Stream.of(
        Arguments.of(Estimator.stochastic(), 0.0),
        Arguments.of(Estimator.ema(constant(0.25)), 0.25),
        Arguments.of(new Estimator.Diagonal(plain), 0.75 + 1.5),
        Arguments.of(new Estimator.Diagonal(normalized), 0.75 / 2 + 1.5),
        Arguments.of(new Estimator.Full(plain), 0.75 * 4 + 1.5),
        Arguments.of(new Estimator.Full(normalized), 0.75 / 5 * 4 + 1.5),
        // v₀ = (½, ½, ½, ½): vᵀw = 2, and u₀ = 0
        Arguments.of(new Estimator.RankOne(plain, InitialV.ONES), 0.75 * 4 + 1.5),
        Arguments.of(new Estimator.RankOne(normalized, InitialV.ONES), 0.75 / 5 * 4 + 1.5));
  }

  @ParameterizedTest
  @MethodSource("gains")
  void theGainIsReportedAndFailStopsFromTwoOn(Estimator estimator, double gain) {
    for (Order order : Order.values()) {
      List<StepReport> reports = new ArrayList<>();
      try (Optimizer optimizer = optimizer(with(estimator, order), GainPolicy.IGNORE, ones())) {
        optimizer.onStep(reports::add);
        optimizer.step(ones());
      }
      assertThat(reports.get(0).gain()).isEqualTo(gain, within(1e-6));
      assertThat(warnings()).isEmpty();

      try (Optimizer optimizer = optimizer(with(estimator, order), GainPolicy.FAIL, ones())) {
        if (gain < 2) {
          optimizer.step(ones());
        } else {
          assertThatExceptionOfType(UnstableGainException.class)
              .isThrownBy(() -> optimizer.step(ones()))
              .withMessage(
                  "the estimator's gain κ is "
                      + (float) gain
                      + " at step 0"
                      + ADVICE
                      + "; nothing was changed");
        }
      }
    }
  }

  private static Estimator with(Estimator estimator, Order order) {
    if (estimator instanceof Estimator.Diagonal diagonal) {
      return new Estimator.Diagonal(diagonal.training().withOrder(order));
    }
    if (estimator instanceof Estimator.RankOne rankOne) {
      return new Estimator.RankOne(rankOne.training().withOrder(order), rankOne.initialV());
    }
    if (estimator instanceof Estimator.Full full) {
      return new Estimator.Full(full.training().withOrder(order));
    }
    return estimator;
  }

  @ParameterizedTest
  @MethodSource("gains")
  void failChangesNothing(Estimator estimator, double gain) {
    float[] w = ones();
    try (Optimizer optimizer = optimizer(estimator, GainPolicy.FAIL, w)) {
      OptimizerState before = optimizer.snapshot();
      if (gain >= 2) {
        assertThatExceptionOfType(UnstableGainException.class)
            .isThrownBy(() -> optimizer.step(ones()));
        assertThat(w).containsExactly(ones());
        assertThat(optimizer.snapshot()).isEqualTo(before);
        assertThat(optimizer.steps()).isZero();
        // Weights where the gain is small: the same optimizer goes on.
        w[0] = w[1] = w[2] = w[3] = 0.01f;
      }
      optimizer.step(ones());
      assertThat(optimizer.steps()).isEqualTo(1);
    }
  }

  @Test
  void warnIsTheDefaultAndSaysItOncePerOptimizer() {
    Estimator estimator = Estimator.diagonal(ALPHA, BETA);
    assertThat(OptimizerSpec.of(estimator).gainPolicy()).isEqualTo(GainPolicy.WARN);
    float[] w = {0.1f, 0};
    try (Optimizer optimizer = optimizer(estimator, GainPolicy.WARN, w)) {
      optimizer.step(new float[2]); // κ = 1.5 + 0.75·0.01
      assertThat(warnings()).isEmpty();
      for (int t = 0; t < 3; t++) {
        w[0] = 0;
        w[1] = 2;
        optimizer.step(new float[2]);
      }
      assertThat(optimizer.steps()).isEqualTo(4);
    }
    String expected = "the estimator's gain κ is 4.5 at step 1" + ADVICE + " (said once)";
    assertThat(warnings()).containsExactly(expected);
    try (Optimizer another = optimizer(estimator, GainPolicy.WARN, new float[] {2, 2})) {
      another.step(new float[2]);
    }
    assertThat(warnings()).hasSize(2);
  }

  @Test
  void ignoreSaysNothing() {
    try (Optimizer optimizer = optimizer(Estimator.full(ALPHA, BETA), GainPolicy.IGNORE, ones())) {
      optimizer.step(ones());
    }
    assertThat(warnings()).isEmpty();
  }

  @Test
  void rankOnesGainCountsTheStepOfVToo() {
    float[] w = ones();
    List<StepReport> reports = new ArrayList<>();
    try (Optimizer optimizer =
        optimizer(Estimator.rankOne(constant(0.125), constant(0.5)), GainPolicy.IGNORE, w)) {
      optimizer.restore(
          new OptimizerState(
              1,
              Scope.WHOLE_VECTOR,
              Map.of(
                  "w/u", new float[] {1, 0, -1, 0}, // ‖u‖² = 2
                  "w/v", new float[] {2, -1, 0, 0}, // vᵀw = 1
                  "w/b", new float[4]),
              optimizer.snapshot().products()));
      optimizer.onStep(reports::add);
      optimizer.step(new float[4]);
    }
    // α (vᵀw)² + α ‖u‖²‖w‖² + β
    assertThat(reports.get(0).gain()).isEqualTo(0.125 * 1 + 0.125 * 2 * 4 + 0.5);
  }

  @Test
  void theLargestGainOverTensorsCounts() {
    OptimizerSpec spec =
        OptimizerSpec.of(Estimator.full(ALPHA, BETA))
            .withScope(Scope.PER_TENSOR)
            .withGainPolicy(GainPolicy.FAIL);
    try (Optimizer optimizer =
        spec.build(
            Parameters.of(
                Parameter.of("small", new float[] {0.5f}),
                Parameter.of("large", new float[] {2}),
                Parameter.of("zero", new float[1])))) {
      assertThatExceptionOfType(UnstableGainException.class)
          .isThrownBy(() -> optimizer.step(new float[1], new float[1], new float[1]))
          .withMessageStartingWith("the estimator's gain κ is 4.5 at step 0");
    }
  }
}
