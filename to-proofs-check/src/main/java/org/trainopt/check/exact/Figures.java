package org.trainopt.check.exact;

import java.util.function.ToDoubleFunction;
import org.trainopt.api.NonFiniteGradientException;
import org.trainopt.check.claim.Evidence;
import org.trainopt.check.claim.Lab;
import org.trainopt.check.stats.Interval;

/** Measurements that give one number. */
public final class Figures {
  private Figures() {}

  /** A figure whose interval is a point; NaN if a gradient left the finite numbers on the way. */
  public static Evidence measured(String statistic, ToDoubleFunction<Lab> figure) {
    return new Evidence.Measured(
        statistic,
        lab -> {
          double value;
          try {
            value = figure.applyAsDouble(lab);
          } catch (NonFiniteGradientException e) {
            value = Double.NaN;
          }
          return new Interval(value, value);
        });
  }
}
