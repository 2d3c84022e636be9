package org.trainopt.experiments.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RatioTestTest {
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  @Test
  void pairedTestOfThreeRatiosByHand() {
    // Log ratios 0.1, 0.2, 0.3: mean 0.2, error 0.1/√3, t = 2√3; with 2 degrees of freedom
    // p = 1 − t/√(t² + 2) and t(0.975) = 4.302653.
    RatioTest test = RatioTest.paired(exp(1.1, 2.2, 0.3), exp(1, 2, 0));
    double reach = 4.302653 * 0.1 / Math.sqrt(3);
    assertThat(test.ratio()).isCloseTo(Math.exp(0.2), within(1e-12));
    assertThat(test.pValue()).isCloseTo(1 - Math.sqrt(12.0 / 14), within(1e-9));
    assertThat(test.interval(0.05).low()).isCloseTo(Math.exp(0.2 - reach), within(1e-6));
    assertThat(test.interval(0.05).high()).isCloseTo(Math.exp(0.2 + reach), within(1e-6));
    assertThat(test.name()).isEqualTo("t");
  }

  @Test
  void intervalReachesOneExactlyAtTheLevelOfThePValue() {
    RatioTest test = RatioTest.paired(exp(0.1, 0.2, 0.3, 0.25), exp(0, 0, 0, 0));
    assertThat(test.interval(test.pValue()).low()).isCloseTo(1, within(1e-9));
  }

  @Test
  void unpairedTestByHand() {
    // Logs 1, 2, 3 and 2, 4, 6: t = −2/√(5/3), 50/17 degrees of freedom; p by integration.
    RatioTest test = RatioTest.unpaired(exp(1, 2, 3), exp(2, 4, 6));
    assertThat(test.ratio()).isCloseTo(Math.exp(-2), within(1e-12));
    assertThat(test.pValue()).isCloseTo(0.2208808, within(1e-6));
    assertThat(test.name()).isEqualTo("Welch");
  }

  @Test
  void equalRunsShowNoDifference() {
    double[] values = {0.3, 0.4, 0.5};
    RatioTest test = RatioTest.paired(values, values);
    assertThat(test.ratio()).isEqualTo(1);
    assertThat(test.pValue()).isEqualTo(1);
    assertThat(test.interval(0.05)).isEqualTo(new Interval(1, 1));
    assertThat(RatioTest.unpaired(values, values).pValue()).isEqualTo(1);
  }

  @Test
  void oneRunShowsNothing() {
    RatioTest test = RatioTest.paired(new double[] {1}, new double[] {2});
    assertThat(test.ratio()).isEqualTo(0.5);
    assertThat(test.pValue()).isEqualTo(1);
    assertThat(test.interval(0.05)).isEqualTo(new Interval(0, INFINITY));
  }

  @Test
  void oneOfOursDivergedClaimsNothingInOurFavour() {
    double[] ours = constant(10, 0.5);
    ours[4] = INFINITY;
    RatioTest test = RatioTest.paired(ours, constant(10, 1));
    assertThat(test.ratio()).isInfinite();
    assertThat(test.pValue()).isEqualTo(1);
    assertThat(test.interval(0.05).high()).isInfinite();
    assertThat(test.interval(0.05).isBelow(1)).isFalse();
  }

  @Test
  void allOfOursDivergedIsWorseBySign() {
    RatioTest test = RatioTest.paired(constant(10, INFINITY), constant(10, 1));
    assertThat(test.name()).isEqualTo("sign");
    assertThat(test.pValue()).isCloseTo(2.0 / 1024, within(1e-12));
    assertThat(test.interval(0.05).isAbove(1)).isTrue();
    assertThat(RatioTest.paired(constant(5, INFINITY), constant(5, 1)).interval(0.05).isAbove(1))
        .as("five runs are too few for the sign test")
        .isFalse();
  }

  @Test
  void oneOfTheirsDivergedLeavesOrderStatisticsAndNoLowerEnd() {
    // Of ten ratios 0.1 … 0.9 and 0 the interval of the median goes to the second highest.
    double[] ours = IntStream.rangeClosed(1, 10).mapToDouble(i -> i / 10.0).toArray();
    double[] theirs = constant(10, 1);
    ours[9] = 0.05;
    theirs[0] = INFINITY;
    RatioTest test = RatioTest.paired(ours, theirs);
    assertThat(test.pValue()).isCloseTo(2.0 / 1024, within(1e-12));
    assertThat(test.interval(0.05).low()).isZero();
    assertThat(test.interval(0.05).high()).isCloseTo(0.8, within(1e-12));
  }

  @Test
  void bothDivergedSaysNothing() {
    RatioTest test = RatioTest.paired(constant(10, INFINITY), constant(10, INFINITY));
    assertThat(test.ratio()).isEqualTo(1);
    assertThat(test.pValue()).isEqualTo(1);
    assertThat(test.interval(0.05)).isEqualTo(new Interval(0, INFINITY));
    assertThat(RatioTest.unpaired(constant(3, INFINITY), constant(3, 1)).interval(0.05))
        .isEqualTo(new Interval(0, INFINITY));
  }

  @Test
  void refusesWhatHasNoRatio() {
    assertThatThrownBy(() -> RatioTest.paired(new double[] {0}, new double[] {1}))
        .hasMessage("ratios need positive values, but there were 0.0 and 1.0");
    assertThatThrownBy(() -> RatioTest.paired(new double[1], new double[2]))
        .hasMessage("paired values must be equal in number, but were 1, 2");
  }

  private static double[] exp(double... logs) {
    return Arrays.stream(logs).map(Math::exp).toArray();
  }

  private static double[] constant(int n, double value) {
    double[] values = new double[n];
    Arrays.fill(values, value);
    return values;
  }
}
