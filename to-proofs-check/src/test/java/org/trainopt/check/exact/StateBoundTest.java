package org.trainopt.check.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.trainopt.api.OptimizerSpec;
import org.trainopt.api.Schedules;
import org.trainopt.api.Training;

class StateBoundTest {
  @Test
  void growsByTheGradientsSquareOverTwoLessTheGain() {
    StateBound bound = new StateBound(Trainable.FULL, 0.25, 2, 3, 1);
    assertThat(bound.gain(0.25)).isEqualTo(0.5); // ¼ (1 + ¼·4)
    bound.advance(0.25);
    assertThat(bound.squares()).isEqualTo(2.5); // 1 + ¼·9/(2 − ½)
    assertThat(bound.estimate()).isEqualTo(Math.sqrt(2 * 2.5));
  }

  @Test
  void rankOnesGainGrowsWithTheBound() {
    StateBound bound = new StateBound(Trainable.RANK_ONE, 0.5, 2, 3, 1);
    assertThat(bound.gain(0.25)).isEqualTo(0.5); // ¼ (1 + ¼·4·1)
    bound.advance(0.25);
    assertThat(bound.gain(0.25)).isEqualTo(0.875); // ¼ (1 + ¼·4·2.5)
  }

  @Test
  void rankOnesEstimateIsTheLargestOverTheSplitBetweenFactorsAndB() {
    for (double q : new double[] {0.01, 0.1, 1}) {
      for (double squares : new double[] {0.1, 1, 10, 1000}) {
        double largest = 0;
        for (int k = 0; k <= 100_000; k++) {
          double b = Math.sqrt(squares) * k / 100_000;
          largest = Math.max(largest, q * 3 * (squares - b * b) + b);
        }
        assertThat(new StateBound(Trainable.RANK_ONE, q, 3, 1, squares).estimate())
            .isCloseTo(largest, within(1e-6 * largest));
      }
    }
  }

  /** At w = 0 with p = (1 − κ)/(2 − κ) g, where the proof's square vanishes. */
  @Test
  void theWorstGradientAttainsTheBound() {
    Training training = Training.of(Schedules.constant(0.5), Schedules.constant(0.5));
    OptimizerSpec spec = OptimizerSpec.of(Trainable.FULL.estimator(training));
    try (Probe probe = Probe.whole(spec, 1, new JavaLab(1))) {
      probe.setState(new State(Map.of("A", new double[1], "b", new double[] {1})));
      StateBound bound =
          new StateBound(Trainable.FULL, 1, 0, 3, Trainable.FULL.normSquares(probe.state(), 1));
      probe.step(new float[] {3});
      bound.advance(0.5);
      assertThat(Trainable.FULL.normSquares(probe.state(), 1))
          .isEqualTo(bound.squares())
          .isEqualTo(4);
    }
  }
}
