package org.trainopt.check.stats;

import org.trainopt.check.run.Metric;

/**
 * {@code ρ = U(T₁²)/U(T₁)} with {@code U(T) = ln T · min_{t ≤ T} E m_t} over the recorded times. A
 * mean that falls as 1/ln t gives 1, a floor 2, (ln t)^−½ gives 1.41.
 *
 * <p>The minimum is taken of the mean over seeds, never the mean of each seed's minimum, and is
 * cross-fitted: the time is chosen on the first half of the seeds and the mean evaluated on the
 * second, since the minimum of noisy means is too low.
 *
 * @param metric what is averaged
 * @param start T₁
 */
public record MinimumGrowth(Metric metric, long start) implements Statistic {
  @Override
  public String text() {
    return "ρ = U(T²)/U(T), U(T) = ln T · min E " + metric.symbol() + ", T = " + start;
  }

  @Override
  public long first() {
    return 1;
  }

  @Override
  public long last() {
    return start * start;
  }

  @Override
  public double of(Draw subject, Draw reference) {
    // ln T₁² / ln T₁ = 2
    return 2 * minimum(subject, last()) / minimum(subject, start);
  }

  private static double minimum(Draw draw, long until) {
    long[] times = draw.times();
    int best = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int k = 0; k < times.length && times[k] <= until; k++) {
      double mean = draw.meanOfFirstHalf(k);
      if (mean < least) {
        least = mean;
        best = k;
      }
    }
    return draw.meanOfSecondHalf(best);
  }
}
