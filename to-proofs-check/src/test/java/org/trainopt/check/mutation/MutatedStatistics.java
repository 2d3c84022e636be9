package org.trainopt.check.mutation;

import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;
import org.hipparchus.stat.regression.SimpleRegression;
import org.trainopt.check.stats.Draw;
import org.trainopt.check.stats.LogSlope;
import org.trainopt.check.stats.MinimumGrowth;
import org.trainopt.check.stats.Window;

/** The statistics with a fault in each. */
final class MutatedStatistics {
  private MutatedStatistics() {}

  /** A summary of a draw at one recorded time. */
  @FunctionalInterface
  interface AtTime {
    double of(Draw draw, int timeIndex);
  }

  /** The slope of the mean over seeds of the log, in place of the log of the mean. */
  static ToDoubleBiFunction<Draw, Draw> meanOfLogs(LogSlope statistic) {
    return slope(
        statistic.window(),
        (draw, k) -> {
          double sum = 0;
          for (int i = 0; i < draw.size(); i++) {
            sum += Math.log(draw.value(i, k));
          }
          return sum / draw.size();
        });
  }

  /** The slope of the log of the mean over the seeds that are finite. */
  static ToDoubleBiFunction<Draw, Draw> withoutLostSeeds(LogSlope statistic) {
    return slope(
        statistic.window(),
        (draw, k) -> {
          double sum = 0;
          int count = 0;
          for (int i = 0; i < draw.size(); i++) {
            if (Double.isFinite(draw.value(i, k))) {
              sum += draw.value(i, k);
              count++;
            }
          }
          return Math.log(sum / count);
        });
  }

  private static ToDoubleBiFunction<Draw, Draw> slope(Window window, AtTime logarithm) {
    return (subject, reference) -> {
      SimpleRegression line = new SimpleRegression();
      long[] times = subject.times();
      for (int k = 0; k < times.length; k++) {
        if (times[k] >= window.first() && times[k] <= window.last()) {
          line.addData(Math.log(times[k] + window.shift()), logarithm.of(subject, k));
        }
      }
      return line.getSlope();
    };
  }

  /** The growth of the mean over seeds of each seed's own minimum. */
  static ToDoubleBiFunction<Draw, Draw> minimumInside(MinimumGrowth statistic) {
    return (draw, reference) ->
        2 * meanOfMinima(draw, statistic.last()) / meanOfMinima(draw, statistic.start());
  }

  private static double meanOfMinima(Draw draw, long until) {
    double sum = 0;
    for (int i = 0; i < draw.size(); i++) {
      int seed = i;
      sum += minimum(draw, until, k -> draw.value(seed, k));
    }
    return sum / draw.size();
  }

  /** The growth of the minimum, chosen and evaluated on the same seeds. */
  static ToDoubleBiFunction<Draw, Draw> notCrossFitted(MinimumGrowth statistic) {
    return (draw, reference) ->
        2
            * minimum(draw, statistic.last(), draw::mean)
            / minimum(draw, statistic.start(), draw::mean);
  }

  private static double minimum(Draw draw, long until, ToDoubleFunction<Integer> at) {
    double least = Double.POSITIVE_INFINITY;
    for (int k = 0; k < draw.times().length && draw.times()[k] <= until; k++) {
      least = Math.min(least, at.applyAsDouble(k));
    }
    return least;
  }
}
