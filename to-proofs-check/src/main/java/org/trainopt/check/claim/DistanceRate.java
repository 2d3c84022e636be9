package org.trainopt.check.claim;

import static org.trainopt.check.claim.Role.MUST_ACCEPT;
import static org.trainopt.check.claim.Role.MUST_REJECT;
import static org.trainopt.check.problem.Problems.Q1;

import java.util.List;
import org.trainopt.check.Protocol;
import org.trainopt.check.claim.Evidence.Measured;
import org.trainopt.check.run.Arm;
import org.trainopt.check.run.Metric;

/** C1: on strongly convex losses the weights converge as 1/t in mean square. */
public final class DistanceRate implements Claim {
  @Override
  public String id() {
    return "C1";
  }

  @Override
  public String statement() {
    return "E‖w_t − w*‖² = O(1/t) on strongly convex losses, with η, α, β ~ 1/t, aμ = 2 and κ ≥ 2";
  }

  @Override
  public String meaning() {
    return "ACCEPT: over the window the mean squared distance falls with a slope of −(1 − δ) or"
        + " steeper on log-log axes. It is a bound on one problem and one window; it says nothing"
        + " about the constant, and SGD passes as well. A slope well below −1, as on Q2, shows that"
        + " the window still lies in the transient; there an ACCEPT says less.";
  }

  @Override
  public List<Check> checks(Protocol protocol) {
    RateChecks checks = new RateChecks(id(), Metric.DISTANCE, protocol).variants();
    return controls(checks, protocol).list();
  }

  /** The controls, on Q1. */
  static RateChecks controls(RateChecks checks, Protocol protocol) {
    Faults faults = new Faults(Q1, protocol.horizon());
    Arm sgd = faults.sgd();
    checks
        .add(MUST_REJECT, Q1, faults.constantSteps())
        .add(MUST_REJECT, Q1, faults.slowStep())
        .add(MUST_REJECT, Q1, faults.smallStep())
        .add(MUST_REJECT, Q1, faults.smallGain())
        .add(MUST_REJECT, Q1, faults.frozen())
        .add(MUST_REJECT, Q1, faults.biased(0.1))
        .add(MUST_REJECT, Q1, faults.flippedAlpha())
        .add(MUST_ACCEPT, Q1, sgd)
        .add(MUST_ACCEPT, Q1, faults.ema(0.1))
        .add(MUST_ACCEPT, Q1, faults.constantBeta())
        .surrogates();
    double margin = protocol.margin();
    checks.add(
        MUST_ACCEPT,
        sgd,
        RateChecks.window(Q1, protocol),
        new Rule.Within(-1 - margin, -1 + margin),
        "");
    checks
        .list()
        .add(
            new Check(
                "C1",
                MUST_ACCEPT,
                sgd.variant(),
                Q1.name(),
                new Measured(
                    "largest |mean − exact second moment| in standard errors",
                    lab -> ExactMoments.deviation(Q1, lab.trajectories(sgd))),
                new Rule.AtMost(4)));
    return checks;
  }
}
