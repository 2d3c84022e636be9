package org.trainopt.check.stats;

import org.trainopt.check.run.Metric;

/**
 * The least-squares slope of the log of the mean over seeds on {@code log(t + shift)}, over the
 * recorded times of a window. −1 for a mean that falls as 1/(t + shift).
 *
 * @param metric what is averaged
 * @param window where
 */
public record LogSlope(Metric metric, Window window) implements Statistic {
  @Override
  public String text() {
    return "slope of log E " + metric.symbol() + " on " + window.abscissa();
  }

  @Override
  public long first() {
    return window.first();
  }

  @Override
  public long last() {
    return window.last();
  }

  @Override
  public double of(Draw subject, Draw reference) {
    return line(subject, window).slope();
  }

  /** The fitted line. */
  public Line line(Draw draw) {
    return line(draw, window);
  }

  static Line line(Draw draw, Window window) {
    long[] times = draw.times();
    int n = 0;
    double sumX = 0;
    double sumY = 0;
    double sumXx = 0;
    double sumXy = 0;
    for (int k = 0; k < times.length; k++) {
      if (window.holds(times[k])) {
        double x = Math.log(times[k] + window.shift());
        double y = Math.log(draw.mean(k));
        n++;
        sumX += x;
        sumY += y;
        sumXx += x * x;
        sumXy += x * y;
      }
    }
    double slope = (n * sumXy - sumX * sumY) / (n * sumXx - sumX * sumX);
    return new Line(slope, (sumY - slope * sumX) / n);
  }

  /** {@code log m = intercept + slope · log(t + shift)}. */
  public record Line(double slope, double intercept) {}
}
