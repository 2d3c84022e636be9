package org.trainopt.check.claim;

import static org.trainopt.check.claim.Role.CLAIM;
import static org.trainopt.check.claim.Role.FIGURE;
import static org.trainopt.check.claim.Role.MUST_ACCEPT;
import static org.trainopt.check.claim.Role.MUST_REJECT;
import static org.trainopt.check.problem.Problems.Z1;
import static org.trainopt.check.problem.Problems.Z3;

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
import org.trainopt.check.stats.MinimumGrowth;

/**
 * C3: on non-convex losses a gradient error is O(1/log T). The claim's words leave open which: C3a
 * is ‖∇F(w)‖², C3b is ‖Ĝ − ∇F(w)‖².
 */
public final class LogRate implements Claim {
  /** Seeds from which on the noisiest surrogate can be told from the law. */
  private static final int ENOUGH_FOR_HEAVY_NOISE = 600;

  private final boolean estimate;

  private LogRate(boolean estimate) {
    this.estimate = estimate;
  }

  /** C3a, about ‖∇F(w)‖². */
  public static LogRate ofGradient() {
    return new LogRate(false);
  }

  /** C3b, about ‖Ĝ − ∇F(w)‖². */
  public static LogRate ofEstimate() {
    return new LogRate(true);
  }

  @Override
  public String id() {
    return estimate ? "C3b" : "C3a";
  }

  private Metric metric() {
    return estimate ? Metric.ESTIMATE_ERROR : Metric.GRADIENT;
  }

  @Override
  public String statement() {
    return "min over t ≤ T of E " + metric().symbol() + " = O(1/log T) on non-convex losses";
  }

  @Override
  public String meaning() {
    return "ACCEPT: from T to T² the minimum times ln T grows by no more than a factor of 1.2 (the"
        + " law itself gives 1, a floor 2). It checks a bound, not an advantage: any faster rate"
        + " passes, SGD's own 1/√T included. On Z1 and Z2 the errors fall far faster than the law;"
        + " only the calibration Z3 moves near it."
        + (estimate
            ? " On the noise-free Z3 it is a figure without a rule: the error there is a lag that"
                + " changes sign, and a minimum where it does says nothing of the rate."
            : "");
  }

  @Override
  public List<Check> checks(Protocol protocol) {
    List<Check> checks = new ArrayList<>();
    for (Problem problem : Problems.nonConvex()) {
      for (Variant variant : Variant.values()) {
        for (Order order : Order.values()) {
          Source arm = variant.on(problem, order, protocol.logHorizon());
          checks.add(
              estimate && problem == Z3 ? figure(arm, protocol) : check(CLAIM, arm, protocol));
        }
      }
    }
    checks.addAll(controls(protocol));
    return checks;
  }

  /** The controls, on Z1 and Z3. */
  List<Check> controls(Protocol protocol) {
    long horizon = protocol.logHorizon();
    List<Check> checks = new ArrayList<>();
    Faults faults = new Faults(Z1, horizon);
    checks.add(check(MUST_REJECT, faults.constantSteps(), protocol));
    checks.add(check(MUST_REJECT, faults.biased(2), protocol));
    checks.add(check(MUST_REJECT, faults.frozen(), protocol));
    if (!estimate) {
      // With weights that stand still the estimate converges: no control of C3b.
      checks.add(check(MUST_REJECT, faults.summableStep(), protocol));
      checks.add(check(MUST_ACCEPT, faults.slowSgd(), protocol));
      checks.add(calibration(protocol));
    }
    checks.add(surrogate(MUST_ACCEPT, Law.INVERSE_LOG, Noise.LIGHT, protocol));
    checks.add(surrogate(MUST_REJECT, Law.CONSTANT, Noise.LIGHT, protocol));
    checks.add(surrogate(MUST_REJECT, Law.INVERSE_ROOT_LOG, Noise.LIGHT, protocol));
    checks.add(surrogate(MUST_REJECT, Law.INVERSE_LOG_LOG, Noise.LIGHT, protocol));
    Check heavy = surrogate(MUST_REJECT, Law.CONSTANT, Noise.INDEPENDENT_HEAVY, protocol);
    checks.add(
        protocol.logSeeds() < ENOUGH_FOR_HEAVY_NOISE
            ? heavy.skippedBecause("its noise needs " + ENOUGH_FOR_HEAVY_NOISE + " seeds")
            : heavy);
    return checks;
  }

  /**
   * C3b on the calibration is a figure: without noise the error is a lag that changes sign, the
   * minimum is where it does, and a minimum that early says nothing of the rate.
   */
  private Check figure(Source arm, Protocol protocol) {
    Evidence evidence = check(FIGURE, arm, protocol).evidence();
    return new Check(id(), FIGURE, arm.variant(), arm.problemName(), evidence, new Rule.None());
  }

  private Check surrogate(Role role, Law law, Noise noise, Protocol protocol) {
    return check(role, new Surrogate(law, noise, protocol.logHorizon()), protocol);
  }

  /** SGD without noise follows the law: ρ must be 1. */
  private Check calibration(Protocol protocol) {
    Source sgd = Variant.sgd(Z3, protocol.logHorizon());
    Check check = check(MUST_ACCEPT, sgd, protocol);
    return new Check(
        id(),
        MUST_ACCEPT,
        check.variant(),
        check.problem(),
        check.evidence(),
        new Rule.Within(0.95, 1.05));
  }

  Check check(Role role, Source source, Protocol protocol) {
    MinimumGrowth growth = new MinimumGrowth(metric(), protocol.logStart());
    return new Check(
        id(),
        role,
        source.variant(),
        source.problemName(),
        new Sampled(source, Optional.empty(), growth),
        new Rule.AtMost(Protocol.MAX_GROWTH));
  }
}
