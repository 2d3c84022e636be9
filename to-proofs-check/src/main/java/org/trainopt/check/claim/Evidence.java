package org.trainopt.check.claim;

import java.util.Optional;
import org.trainopt.check.run.Source;
import org.trainopt.check.stats.Interval;
import org.trainopt.check.stats.Statistic;

/** What a check looks at. */
public sealed interface Evidence {
  /** The statistic, as reports show it. */
  String statistic();

  /**
   * A statistic of many runs with an interval from resampling whole seeds.
   *
   * @param source what is checked
   * @param reference what it is compared with, seed by seed
   * @param figure the statistic
   */
  record Sampled(Source source, Optional<Source> reference, Statistic figure) implements Evidence {
    @Override
    public String statistic() {
      return figure.text();
    }
  }

  /**
   * A figure that is computed once; its interval is a point unless it says otherwise.
   *
   * @param statistic what it is
   * @param measure computes it
   */
  record Measured(String statistic, Measure measure) implements Evidence {}

  /** Computes a figure. */
  @FunctionalInterface
  interface Measure {
    Interval of(Lab lab);
  }
}
