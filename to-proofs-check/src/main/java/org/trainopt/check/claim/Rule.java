package org.trainopt.check.claim;

import java.util.Locale;
import org.trainopt.check.stats.Interval;

/** When an interval accepts and when it rejects; fixed before the run. */
public sealed interface Rule {
  /** The answer for an interval; one that holds the bound gives {@link Outcome#INCONCLUSIVE}. */
  Outcome decide(Interval interval);

  /** The rule in words. */
  String text();

  /** The bounds, for plots and JSON. */
  double[] bounds();

  /** ACCEPT if the upper limit is at most the bound, REJECT if the lower limit is above it. */
  record AtMost(double bound) implements Rule {
    @Override
    public Outcome decide(Interval interval) {
      return interval.high() <= bound
          ? Outcome.ACCEPT
          : interval.low() > bound ? Outcome.REJECT : Outcome.INCONCLUSIVE;
    }

    @Override
    public String text() {
      return "upper limit ≤ " + number(bound);
    }

    @Override
    public double[] bounds() {
      return new double[] {bound};
    }
  }

  /** ACCEPT if both limits lie in the range, REJECT if the interval lies outside it. */
  record Within(double low, double high) implements Rule {
    @Override
    public Outcome decide(Interval interval) {
      boolean inside = interval.low() >= low && interval.high() <= high;
      boolean outside = interval.high() < low || interval.low() > high;
      return inside ? Outcome.ACCEPT : outside ? Outcome.REJECT : Outcome.INCONCLUSIVE;
    }

    @Override
    public String text() {
      return "both limits in [" + number(low) + ", " + number(high) + "]";
    }

    @Override
    public double[] bounds() {
      return new double[] {low, high};
    }
  }

  /** No rule: a figure to be reported. */
  record None() implements Rule {
    @Override
    public Outcome decide(Interval interval) {
      return Outcome.REPORTED;
    }

    @Override
    public String text() {
      return "–";
    }

    @Override
    public double[] bounds() {
      return new double[0];
    }
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4g", value).replaceFirst("\\.?0+$", "").replace('-', '−');
  }
}
