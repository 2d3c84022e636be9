package org.trainopt.check.problem;

import static org.trainopt.api.Schedules.harmonic;

import org.trainopt.api.Schedule;

/**
 * Step sizes for a problem: {@code η = a/(t + γ)}, {@code α = cA/(t + γ)}, {@code β = c/(t + γ)}.
 *
 * @param a the weights' constant
 * @param cA A's constant
 * @param c b's constant
 * @param gamma γ, large enough that the first steps are stable; the claims' windows begin a
 *     multiple of it later
 */
public record Tuning(double a, double cA, double c, double gamma) {
  /** η. */
  public Schedule learningRate() {
    return harmonic(a, gamma);
  }

  /** α. */
  public Schedule alpha() {
    return harmonic(cA, gamma);
  }

  /** β. */
  public Schedule beta() {
    return harmonic(c, gamma);
  }
}
