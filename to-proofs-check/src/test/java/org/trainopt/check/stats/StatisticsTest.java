package org.trainopt.check.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.LongToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.trainopt.check.run.Grid;
import org.trainopt.check.run.Metric;
import org.trainopt.check.run.Trajectories;

class StatisticsTest {
  private static final long[] TIMES = new Grid(4096).times();

  private static Trajectories made(int seeds, LongToDoubleFunction law, boolean noisy) {
    SplittableRandom random = new SplittableRandom(9);
    double[][] rows = new double[seeds][TIMES.length];
    for (double[] row : rows) {
      double factor = noisy ? -Math.log(random.nextDouble()) : 1;
      for (int k = 0; k < row.length; k++) {
        row[k] = law.applyAsDouble(TIMES[k]) * factor;
      }
    }
    return new Trajectories(TIMES, Map.of(Metric.DISTANCE, rows));
  }

  private static double value(Statistic statistic, Trajectories runs) {
    Draw all = Draw.all(runs, Metric.DISTANCE);
    return statistic.of(all, all);
  }

  @Test
  void theSlopeOfAPowerIsItsExponentUnderTheShift() {
    Window window = new Window(64, 4096, 10);
    LogSlope slope = new LogSlope(Metric.DISTANCE, window);
    Trajectories runs = made(4, t -> 3 * Math.pow(t + 10.0, -1.3), false);
    assertThat(value(slope, runs)).isCloseTo(-1.3, within(1e-12));
    assertThat(slope.line(Draw.all(runs, Metric.DISTANCE)).intercept())
        .isCloseTo(Math.log(3), within(1e-10));
  }

  @Test
  void theGrowthIsOneForTheLawTwoForAFloorAndLessForAFasterRate() {
    MinimumGrowth growth = new MinimumGrowth(Metric.DISTANCE, 64);
    assertThat(value(growth, made(4, t -> 1 / Math.log(t + 1e-9), false)))
        .isCloseTo(1, within(1e-6));
    assertThat(value(growth, made(4, t -> 1, false))).isEqualTo(2);
    assertThat(value(growth, made(4, t -> 1.0 / t, false))).isCloseTo(2 / 64.0, within(1e-12));
  }

  @Test
  void theMinimumIsChosenOnOneHalfAndEvaluatedOnTheOther() {
    double[][] rows = new double[2][TIMES.length];
    Arrays.fill(rows[0], 1);
    Arrays.fill(rows[1], 1);
    int early = Arrays.binarySearch(TIMES, 8);
    rows[0][early] = 0.1; // luck of the first half
    Trajectories runs = new Trajectories(TIMES, Map.of(Metric.DISTANCE, rows));
    assertThat(value(new MinimumGrowth(Metric.DISTANCE, 64), runs)).isEqualTo(2);
  }

  @Test
  void pairedRatiosOfTheSameRunsHaveNoSpread() {
    Trajectories runs = made(20, t -> 1.0 / t, true);
    FinalRatio ratio = new FinalRatio(Metric.DISTANCE, "itself", 4096);
    Interval interval = ClusterBootstrap.interval(runs, runs, Metric.DISTANCE, ratio::of, 0.025, 1);
    assertThat(interval).isEqualTo(new Interval(1, 1));
  }

  @Test
  void theIntervalOfAMeanIsAsWideAsItsStandardError() {
    Trajectories runs = made(400, t -> 1, true);
    FinalMean mean = new FinalMean(Metric.DISTANCE, 4096);
    Interval interval = ClusterBootstrap.interval(runs, runs, Metric.DISTANCE, mean::of, 0.025, 1);
    double width = 2 * 1.96 / Math.sqrt(400); // exponential: standard deviation 1
    assertThat(interval.high() - interval.low()).isCloseTo(width, within(0.2 * width));
    assertThat(interval.low()).isLessThan(value(mean, runs));
    assertThat(interval.high()).isGreaterThan(value(mean, runs));
  }

  @Test
  void theSameSeedGivesTheSameInterval() {
    Trajectories runs = made(30, t -> 1.0 / t, true);
    FinalMean mean = new FinalMean(Metric.DISTANCE, 4096);
    assertThat(ClusterBootstrap.interval(runs, runs, Metric.DISTANCE, mean::of, 0.025, 7))
        .isEqualTo(ClusterBootstrap.interval(runs, runs, Metric.DISTANCE, mean::of, 0.025, 7))
        .isNotEqualTo(ClusterBootstrap.interval(runs, runs, Metric.DISTANCE, mean::of, 0.025, 8));
  }
}
