package org.trainopt.check.stats;

import org.trainopt.check.run.Metric;

/** A number computed from means over seeds; its interval comes from resampling whole seeds. */
public sealed interface Statistic
    permits LogSlope, SlopeDifference, FinalMean, FinalRatio, MinimumGrowth {
  /** The formula, as reports show it. */
  String text();

  /** What is averaged over the seeds. */
  Metric metric();

  /** The times it looks at: the first. */
  long first();

  /** The times it looks at: the last, where the spread between seeds is judged. */
  long last();

  /**
   * The value.
   *
   * @param subject some seeds of the checked source
   * @param reference the same seeds of the source it is compared with; the subject where there is
   *     none
   */
  double of(Draw subject, Draw reference);
}
