package org.trainopt.experiments.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SummaryTest {
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  @Test
  void summarisesByTheTextbook() {
    Summary summary = Summary.of(new double[] {2, 4, 4, 4, 5, 5, 7, 9});
    assertThat(summary.count()).isEqualTo(8);
    assertThat(summary.mean()).isEqualTo(5);
    assertThat(summary.sd()).isCloseTo(Math.sqrt(32.0 / 7), within(1e-15));
    assertThat(summary.median()).isEqualTo(4.5);
    assertThat(summary.infinite()).isZero();
  }

  @Test
  void oneInfiniteValueMakesTheMeanInfiniteAndLeavesTheMedian() {
    Summary summary = Summary.of(new double[] {1, INFINITY, 2});
    assertThat(summary.mean()).isInfinite();
    assertThat(summary.sd()).isNaN();
    assertThat(summary.median()).isEqualTo(2);
    assertThat(summary.infinite()).isEqualTo(1);
  }

  @Test
  void moreThanHalfInfiniteMakesTheMedianInfinite() {
    assertThat(Summary.median(new double[] {1, INFINITY, INFINITY, 2})).isInfinite();
    assertThat(Summary.median(new double[] {INFINITY, INFINITY})).isInfinite();
  }

  @Test
  void oneValueHasNoDeviation() {
    assertThat(Summary.of(new double[] {3}).sd()).isNaN();
  }

  @Test
  void nothingCannotBeSummarised() {
    assertThatThrownBy(() -> Summary.of(new double[0]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no values to summarise");
  }
}
