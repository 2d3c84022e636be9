package org.trainopt.experiments.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class BootstrapTest {
  @Test
  void ofThreeValuesEveryOneIsALikelyMedian() {
    // The median of three draws is the lowest value with probability 7/27.
    assertThat(Bootstrap.median(new double[] {3, 1, 2}, 5)).isEqualTo(new Interval(1, 3));
  }

  @Test
  void oneOutlierOfTenIsHardlyEverTheMedian() {
    double[] values = {0, 0, 0, 0, 0, 0, 0, 0, 0, Double.POSITIVE_INFINITY};
    assertThat(Bootstrap.median(values, 5)).isEqualTo(new Interval(0, 0));
  }

  @Test
  void halfOfTheRunsDivergedLeavesNoUpperEnd() {
    double inf = Double.POSITIVE_INFINITY;
    assertThat(Bootstrap.median(new double[] {1, 2, inf, inf}, 5)).isEqualTo(new Interval(1, inf));
  }

  @Test
  void sameSeedGivesTheSameInterval() {
    double[] values = new Random(1).doubles(15).toArray();
    assertThat(Bootstrap.median(values, 9)).isEqualTo(Bootstrap.median(values, 9));
  }

  @Test
  void holdsTheMedianOfFifteenRunsAboutNineTimesInTen() {
    Random random = new Random(3);
    int covered = 0;
    for (int study = 0; study < 200; study++) {
      double[] values = random.doubles(15).toArray();
      Interval interval = Bootstrap.median(values, study);
      covered += interval.low() <= 0.5 && interval.high() >= 0.5 ? 1 : 0;
    }
    assertThat(covered).isBetween(165, 195);
  }
}
