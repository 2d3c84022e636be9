package org.trainopt.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.trainopt.experiments.stats.Interval;
import org.trainopt.experiments.stats.Summary;

class NumbersTest {
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  @Test
  void lossesHaveFiveDigits() {
    assertThat(Numbers.loss(0.3)).isEqualTo("0.30000");
    assertThat(Numbers.loss(0.0123456)).isEqualTo("0.012346");
    assertThat(Numbers.loss(9.99996)).isEqualTo("10.000");
    assertThat(Numbers.loss(12345.6)).isEqualTo("12346");
    assertThat(Numbers.loss(1.23456e-7)).isEqualTo("1.2346e-7");
    assertThat(Numbers.loss(1.5e12)).isEqualTo("1.5000e12");
    assertThat(Numbers.loss(0)).isEqualTo("0");
  }

  @Test
  void whatIsNotThereIsADashAndWhatDivergedIsInfinite() {
    assertThat(Numbers.loss(Double.NaN)).isEqualTo("–");
    assertThat(Numbers.loss(INFINITY)).isEqualTo("∞");
    assertThat(Numbers.meanAndSd(Summary.of(new double[] {1, INFINITY}))).isEqualTo("∞");
  }

  @Test
  void deviationsHaveTwoDigits() {
    assertThat(Numbers.meanAndSd(Summary.of(new double[] {0.3, 0.301})))
        .isEqualTo("0.30050 ± 0.00071");
    assertThat(Numbers.meanAndSd(Summary.of(new double[] {1e-5, 1.1e-5})))
        .isEqualTo("1.0500e-5 ± 7.1e-7");
    assertThat(Numbers.meanAndSd(Summary.of(new double[] {0.3}))).isEqualTo("0.30000 ± –");
  }

  @Test
  void ratiosCloseToOneHaveMoreDecimals() {
    assertThat(Numbers.ratio(0.99987)).isEqualTo("0.9999");
    assertThat(Numbers.ratio(1.0812)).isEqualTo("1.081");
    assertThat(Numbers.ratio(1.1812)).isEqualTo("1.18");
    assertThat(Numbers.ratio(0.5)).isEqualTo("0.500");
    assertThat(Numbers.ratios(new Interval(0, INFINITY))).isEqualTo("0 to ∞");
    assertThat(Numbers.ratios(new Interval(INFINITY, INFINITY))).isEqualTo("no finite value");
  }

  @Test
  void unitsAreReadable() {
    assertThat(Numbers.bytes(999)).isEqualTo("999 B");
    assertThat(Numbers.bytes(2600)).isEqualTo("2.5 KiB");
    assertThat(Numbers.bytes(1_690_000)).isEqualTo("1.6 MiB");
    assertThat(Numbers.duration(42.4)).isEqualTo("42 s");
    assertThat(Numbers.duration(423.6)).isEqualTo("7 min 4 s");
    assertThat(Numbers.duration(7322)).isEqualTo("2 h 2 min");
    assertThat(Numbers.probability(0.0004)).isEqualTo("< 0.001");
    assertThat(Numbers.probability(0.0312)).isEqualTo("= 0.031");
    assertThat(Numbers.share(8, 8, "task")).isEqualTo("all 8 tasks");
    assertThat(Numbers.share(1, 1, "task")).isEqualTo("the one task");
  }
}
