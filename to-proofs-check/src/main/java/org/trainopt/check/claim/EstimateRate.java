package org.trainopt.check.claim;

import static org.trainopt.api.Order.CO_TRAIN_FIRST;
import static org.trainopt.check.claim.Role.FIGURE;
import static org.trainopt.check.claim.Role.MUST_REJECT;
import static org.trainopt.check.problem.Problems.Q1;

import java.util.List;
import java.util.Optional;
import org.trainopt.check.Protocol;
import org.trainopt.check.claim.Evidence.Sampled;
import org.trainopt.check.problem.Problem;
import org.trainopt.check.problem.Problems;
import org.trainopt.check.run.Arm;
import org.trainopt.check.run.Metric;
import org.trainopt.check.stats.FinalMean;

/** C2: on strongly convex losses the estimate's error vanishes as 1/t. */
public final class EstimateRate implements Claim {
  @Override
  public String id() {
    return "C2";
  }

  @Override
  public String statement() {
    return "E‖Ĝ_t − ∇F(w_t)‖² = O(1/t) on strongly convex losses, for the vector Ĝ_t that the step"
        + " uses";
  }

  @Override
  public String meaning() {
    return "ACCEPT: over the window the estimate's mean squared error falls with a slope of"
        + " −(1 − δ) or steeper. b alone (momentum with β ~ 1/t) passes as well, so it does not"
        + " show that A helps; C2′ compares the two.";
  }

  @Override
  public List<Check> checks(Protocol protocol) {
    RateChecks checks = new RateChecks(id(), Metric.ESTIMATE_ERROR, protocol).variants();
    controls(checks, protocol);
    for (Problem problem : Problems.stronglyConvex()) {
      for (Variant variant : Variant.values()) {
        Arm arm = variant.on(problem, CO_TRAIN_FIRST, protocol.horizon());
        checks.list().add(figure(arm, Metric.ESTIMATE_BIAS, protocol));
        checks.list().add(figure(arm, Metric.ESTIMATE_VARIANCE, protocol));
      }
    }
    return checks.list();
  }

  private Check figure(Arm arm, Metric metric, Protocol protocol) {
    Evidence evidence =
        new Sampled(arm, Optional.empty(), new FinalMean(metric, protocol.horizon()));
    return new Check(id(), FIGURE, arm.variant(), arm.problemName(), evidence, new Rule.None());
  }

  /** The controls, on Q1. */
  static RateChecks controls(RateChecks checks, Protocol protocol) {
    Faults faults = new Faults(Q1, protocol.horizon());
    return checks
        .add(MUST_REJECT, Q1, faults.sgd())
        .add(MUST_REJECT, Q1, faults.constantBeta())
        .add(MUST_REJECT, Q1, faults.slowBeta())
        .add(MUST_REJECT, Q1, faults.smallGain())
        .add(MUST_REJECT, Q1, faults.frozen())
        .add(MUST_REJECT, Q1, faults.ema(0.1))
        .surrogates();
  }
}
