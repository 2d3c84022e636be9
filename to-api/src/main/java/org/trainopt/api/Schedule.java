package org.trainopt.api;

/**
 * A hyper-parameter as a pure function of the step. Every hyper-parameter that may change over time
 * (η, α, β, ρ, β₂) is given as a schedule; {@link Schedules} has the usual ones, and a lambda
 * serves where the spec need not be stored.
 *
 * <p>A schedule is evaluated once per step and parameter group, in double precision, and its value
 * is rounded once to the arithmetic's float32.
 */
@FunctionalInterface
public interface Schedule {
  /**
   * The value for one step.
   *
   * @param step the number of steps already made: 0 for the first one
   */
  double at(long step);
}
