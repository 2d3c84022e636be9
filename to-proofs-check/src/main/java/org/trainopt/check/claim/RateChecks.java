package org.trainopt.check.claim;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.trainopt.api.Order;
import org.trainopt.check.Protocol;
import org.trainopt.check.claim.Evidence.Sampled;
import org.trainopt.check.problem.Problem;
import org.trainopt.check.problem.Problems;
import org.trainopt.check.run.Metric;
import org.trainopt.check.run.Source;
import org.trainopt.check.run.Surrogate;
import org.trainopt.check.run.Surrogate.Law;
import org.trainopt.check.run.Surrogate.Noise;
import org.trainopt.check.stats.LogSlope;
import org.trainopt.check.stats.Window;

/** Collects the checks of a claim that a mean falls as 1/t. */
final class RateChecks {
  /** The window begins at this multiple of γ; the slope is taken on log(t + γ). */
  private static final int WINDOW_START = 8;

  /** Where the surrogates' windows begin, which have no γ. */
  private static final long SURROGATE_START = 256;

  /** A window is long enough for a slope from this ratio of its ends on. */
  private static final int SHORTEST = 8;

  private final String claim;
  private final Metric metric;
  private final Protocol protocol;
  private final List<Check> checks = new ArrayList<>();

  RateChecks(String claim, Metric metric, Protocol protocol) {
    this.claim = claim;
    this.metric = metric;
    this.protocol = protocol;
  }

  List<Check> list() {
    return checks;
  }

  /** From 8γ on, on log(t + γ). */
  static Window window(double gamma, Protocol protocol) {
    return new Window((long) (WINDOW_START * gamma), protocol.horizon(), gamma);
  }

  static Window window(Problem problem, Protocol protocol) {
    return window(problem.tuning().gamma(), protocol);
  }

  /** Why a window cannot give an answer; empty if it can. */
  static String tooShort(Window window) {
    return window.last() < SHORTEST * window.first()
        ? "its window [" + window.first() + ", " + window.last() + "] is too short for a slope"
        : "";
  }

  /** The rule of the claim. */
  Rule rule() {
    return new Rule.AtMost(-(1 - protocol.margin()));
  }

  /** Every variant on every problem, in both orders. */
  RateChecks variants() {
    for (Problem problem : Problems.stronglyConvex()) {
      for (Variant variant : Variant.values()) {
        for (Order order : Order.values()) {
          add(Role.CLAIM, problem, variant.on(problem, order, protocol.horizon()));
        }
      }
    }
    return this;
  }

  RateChecks add(Role role, Problem problem, Source source) {
    return add(role, problem.tuning().gamma(), source);
  }

  /** A source whose step sizes are c/(t + γ). */
  RateChecks add(Role role, double gamma, Source source) {
    Window window = window(gamma, protocol);
    return add(role, source, window, rule(), tooShort(window));
  }

  RateChecks add(Role role, Source source, Window window, Rule rule, String skipped) {
    checks.add(
        new Check(
            claim,
            role,
            source.variant(),
            source.problemName(),
            new Sampled(source, Optional.empty(), new LogSlope(metric, window)),
            rule,
            skipped));
    return this;
  }

  /** A law that the statistic must accept or reject; skipped where the margin allows it. */
  RateChecks surrogate(Role role, Law law, Noise noise, double slope) {
    String skipped =
        role == Role.MUST_REJECT && slope <= -(1 - protocol.margin())
            ? "a slope of −" + -slope + " is within the margin of " + protocol.margin()
            : "";
    Window window = new Window(SURROGATE_START, protocol.horizon(), 0);
    return add(role, new Surrogate(law, noise, protocol.horizon()), window, rule(), skipped);
  }

  /** The laws that every 1/t claim is tried on. */
  RateChecks surrogates() {
    return surrogate(Role.MUST_ACCEPT, Law.INVERSE_TIME, Noise.CORRELATED, -1)
        .surrogate(Role.MUST_ACCEPT, Law.FASTER, Noise.CORRELATED, -1.2)
        .surrogate(Role.MUST_REJECT, Law.LOG_OVER_TIME, Noise.CORRELATED, -0.877)
        .surrogate(Role.MUST_REJECT, Law.SLOWER, Noise.CORRELATED, -0.9)
        .surrogate(Role.MUST_REJECT, Law.SLOWER, Noise.GROWING_SPREAD, -0.9)
        .surrogate(Role.MUST_REJECT, Law.INVERSE_TIME, Noise.NON_FINITE, Double.NaN);
  }
}
