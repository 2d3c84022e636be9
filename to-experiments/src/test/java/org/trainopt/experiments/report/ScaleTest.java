package org.trainopt.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ScaleTest {
  @Test
  void linearTicksAreRound() {
    assertThat(new Scale(0, 1000, false).ticks())
        .containsExactly(0.0, 200.0, 400.0, 600.0, 800.0, 1000.0);
    assertThat(new Scale(0.31, 0.36, false).ticks()).hasSizeBetween(4, 7);
  }

  @Test
  void logTicksArePowersOfTenOrTheirSimpleMultiples() {
    assertThat(new Scale(1e-4, 2, true).ticks().stream().map(Scale::label))
        .containsExactly("1e-4", "0.001", "0.01", "0.1", "1");
    assertThat(new Scale(0.015, 0.6, true).ticks().stream().map(Scale::label))
        .containsExactly("0.02", "0.05", "0.1", "0.2", "0.5");
  }

  @Test
  void everyScaleHasTicks() {
    for (double high = 1.001e-6; high < 1e6; high *= 1.37) {
      for (double ratio : new double[] {1.001, 1.2, 2, 9, 80, 1e5}) {
        assertThat(Scale.around(new double[] {high / ratio, high}, true).high()).isFinite();
        assertThat(Scale.around(new double[] {high / ratio, high}, false).ticks())
            .hasSizeBetween(2, 8);
      }
      assertThat(Scale.around(new double[] {high / 80, high}, true).ticks()).hasSizeBetween(2, 8);
    }
  }

  @Test
  void whatIsCutOffTakesNoRoom() {
    double[] values = {0.3, 2, 250_000, Double.NaN};
    Scale cut = Scale.around(values, false, 2.5);
    assertThat(cut.low()).isBetween(0.2, 0.3);
    assertThat(cut.high()).isEqualTo(2.5);
    assertThat(Scale.around(values, true, 2.5).high()).isEqualTo(2.5);
    assertThat(Scale.around(values, false, Double.NaN).high()).isGreaterThan(250_000);
  }

  @Test
  void leavesOutWhatCannotBeShown() {
    double[] values = {Double.NaN, Double.POSITIVE_INFINITY, -1, 0, 0.1, 10};
    Scale log = Scale.around(values, true);
    assertThat(log.low()).isBetween(0.05, 0.1);
    assertThat(log.high()).isBetween(10.0, 12.0);
    assertThat(log.at(1)).isBetween(0.49, 0.51);
    Scale nothing = Scale.around(new double[0], true);
    assertThat(nothing.low()).isPositive().isLessThan(nothing.high());
    Scale flat = Scale.around(new double[] {3, 3}, false);
    assertThat(flat.low()).isLessThan(3);
  }
}
