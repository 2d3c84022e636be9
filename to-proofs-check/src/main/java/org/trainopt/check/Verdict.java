package org.trainopt.check;

import java.util.List;
import org.trainopt.check.claim.Check;
import org.trainopt.check.claim.Outcome;
import org.trainopt.check.claim.Role;
import org.trainopt.check.stats.Interval;

/**
 * The answer to one check.
 *
 * @param check what was asked
 * @param outcome the answer
 * @param estimate the statistic over all seeds; NaN where there is none
 * @param interval its limits; NaN where there are none
 * @param reason why, where the interval alone does not tell; else empty
 * @param seeds runs it rests on; 0 for a measurement
 * @param looks looks taken, 1 or 2; 0 for a measurement
 * @param curve what to plot; without points for a measurement
 */
public record Verdict(
    Check check,
    Outcome outcome,
    double estimate,
    Interval interval,
    String reason,
    int seeds,
    int looks,
    Curve curve) {

  /** Whether a control came out as it must; true for what is not a control or was skipped. */
  public boolean asItMust() {
    return outcome == Outcome.SKIPPED
        || (check.role() == Role.MUST_ACCEPT && outcome == Outcome.ACCEPT)
        || (check.role() == Role.MUST_REJECT && outcome == Outcome.REJECT)
        || check.role() == Role.CLAIM
        || check.role() == Role.FIGURE;
  }

  /**
   * The mean over seeds against time, with 95 % limits (normal on the log scale) for plots.
   *
   * @param points ascending in time
   * @param from the window's first time: where the slope's line begins, or T of the 1/log T claims
   * @param slope of the fitted line on log-log axes; NaN where none is fitted
   * @param intercept the fitted line is {@code log m = intercept + slope · log(t + shift)}; NaN
   *     where none is fitted
   */
  public record Curve(List<Point> points, long from, double slope, double intercept, double shift) {
    /** No curve. */
    public static final Curve NONE = new Curve(List.of(), 0, Double.NaN, Double.NaN, 0);

    public Curve {
      points = List.copyOf(points);
    }
  }

  /** A point of a curve: the mean over seeds at a time, and its limits. */
  public record Point(long time, double mean, double low, double high) {}
}
