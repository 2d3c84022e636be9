package org.trainopt.check.claim;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.trainopt.api.OptimizerSpec;
import org.trainopt.api.Schedules;
import org.trainopt.check.Protocol;
import org.trainopt.check.problem.NonConvex;
import org.trainopt.check.problem.Problem;
import org.trainopt.check.run.Arm;
import org.trainopt.check.run.Metric;

/** A claim about a user's own optimizer on one problem, with the claim's usual controls. */
final class OwnSpec implements Claim {
  private final Claim base;
  private final Function<Protocol, Check> own;

  private OwnSpec(Claim base, Function<Protocol, Check> own) {
    this.base = base;
    this.own = own;
  }

  /** C1 and C2 on a strongly convex problem, else C3a and C3b. */
  static List<Claim> claims(OptimizerSpec spec, Problem problem) {
    if (problem instanceof NonConvex) {
      return List.of(
          log(LogRate.ofGradient(), spec, problem), log(LogRate.ofEstimate(), spec, problem));
    }
    return List.of(
        rate(new DistanceRate(), Metric.DISTANCE, spec, problem),
        rate(new EstimateRate(), Metric.ESTIMATE_ERROR, spec, problem));
  }

  private static Claim log(LogRate base, OptimizerSpec spec, Problem problem) {
    return new OwnSpec(
        base,
        protocol ->
            base.check(
                Role.CLAIM, Arm.of("your spec", problem, spec, protocol.logHorizon()), protocol));
  }

  private static Claim rate(Claim base, Metric metric, OptimizerSpec spec, Problem problem) {
    double gamma =
        spec.learningRate() instanceof Schedules.Harmonic harmonic
            ? harmonic.t0()
            : problem.tuning().gamma();
    return new OwnSpec(
        base,
        protocol -> {
          Arm arm = Arm.of("your spec", problem, spec, protocol.horizon());
          RateChecks checks = new RateChecks(base.id(), metric, protocol);
          return checks.add(Role.CLAIM, gamma, arm).list().get(0);
        });
  }

  @Override
  public String id() {
    return base.id();
  }

  @Override
  public String statement() {
    return base.statement();
  }

  @Override
  public String meaning() {
    return base.meaning();
  }

  @Override
  public List<Check> checks(Protocol protocol) {
    List<Check> checks = new ArrayList<>(List.of(own.apply(protocol)));
    base.checks(protocol).stream()
        .filter(c -> c.role() == Role.MUST_ACCEPT || c.role() == Role.MUST_REJECT)
        .forEach(checks::add);
    return checks;
  }
}
