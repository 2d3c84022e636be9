package org.trainopt.check.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.trainopt.api.Schedules.constant;
import static org.trainopt.api.Schedules.cosine;
import static org.trainopt.api.Schedules.harmonic;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.trainopt.api.Estimator;
import org.trainopt.api.OptimizerSpec;
import org.trainopt.api.Schedule;
import org.trainopt.api.StatePrecision;
import org.trainopt.check.Protocol;
import org.trainopt.check.problem.Problems;

class ForesightTest {
  private static List<String> warnings(Estimator estimator, Schedule learningRate) {
    OptimizerSpec spec = OptimizerSpec.of(estimator).withLearningRate(learningRate);
    return Foresight.warnings(spec, Problems.Q1, Protocol.SMOKE);
  }

  @Test
  void saysNothingOfStepSizesUnderWhichTheClaimsHold() {
    assertThat(warnings(Estimator.full(harmonic(2, 32), harmonic(2, 32)), harmonic(2, 32)))
        .isEmpty();
    assertThat(warnings(Estimator.ema(harmonic(2, 32)), harmonic(2, 32))).isEmpty();
  }

  @Test
  void warnsOfAGainThatOvershoots() {
    assertThat(warnings(Estimator.full(harmonic(40, 8), harmonic(2, 8)), harmonic(2, 32)))
        .singleElement()
        .asString()
        .contains("≥ 2 at step 0");
  }

  @Test
  void warnsOfAGainThatFollowsTooSlowly() {
    assertThat(warnings(Estimator.ema(harmonic(0.5, 32)), harmonic(2, 32)))
        .singleElement()
        .asString()
        .contains("constant ≤ 1")
        .contains("about -0.50");
  }

  @Test
  void warnsOfAVarianceThatStays() {
    assertThat(warnings(Estimator.ema(constant(0.1)), harmonic(2, 32)))
        .singleElement()
        .asString()
        .contains("C2 will reject");
    assertThat(warnings(Estimator.stochastic(), harmonic(2, 32)))
        .singleElement()
        .asString()
        .contains("C2 will reject");
  }

  @Test
  void warnsOfALearningRateThatIsTooSmallOrStays() {
    Estimator estimator = Estimator.ema(harmonic(2, 32));
    assertThat(warnings(estimator, harmonic(0.3, 32)))
        .singleElement()
        .asString()
        .contains("aμ = 0.299 ≤ ½")
        .contains("about -0.60");
    assertThat(warnings(estimator, cosine(0.1, 100)))
        .singleElement()
        .asString()
        .contains("faster than 1/t");
    assertThat(warnings(estimator, constant(0.1)))
        .singleElement()
        .asString()
        .contains("C1 will reject");
  }

  @Test
  void warnsOfStateThatCannotTellItsOwnSteps() {
    OptimizerSpec spec =
        OptimizerSpec.of(Estimator.ema(harmonic(2, 32)))
            .withLearningRate(harmonic(2, 32))
            .withStatePrecision(StatePrecision.BFLOAT16);
    assertThat(Foresight.warnings(spec, Problems.Q1, Protocol.DEFAULT))
        .singleElement()
        .asString()
        .contains("bfloat16")
        .contains("C2 to reject");
  }
}
