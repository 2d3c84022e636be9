package org.trainopt.check.claim;

import static org.trainopt.check.claim.Role.CLAIM;
import static org.trainopt.check.claim.Role.FIGURE;
import static org.trainopt.check.claim.Role.MUST_ACCEPT;
import static org.trainopt.check.claim.Role.MUST_REJECT;
import static org.trainopt.check.problem.Problems.Q1;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.trainopt.api.Order;
import org.trainopt.check.Protocol;
import org.trainopt.check.claim.Evidence.Sampled;
import org.trainopt.check.problem.Problem;
import org.trainopt.check.problem.Problems;
import org.trainopt.check.run.Arm;
import org.trainopt.check.run.Metric;
import org.trainopt.check.stats.FinalRatio;
import org.trainopt.check.stats.SlopeDifference;
import org.trainopt.check.stats.Window;

/** C4: the weights converge at SGD's rate. */
public final class MatchesSgd implements Claim {
  @Override
  public String id() {
    return "C4";
  }

  @Override
  public String statement() {
    return "E‖w_t − w*‖² falls at SGD's rate, on the same seeds";
  }

  @Override
  public String meaning() {
    return "ACCEPT: the slope exceeds SGD's by no more than δ. The ratio of the errors themselves"
        + " is a figure without a rule: above 1, SGD is closer to the minimum, for a lower variance"
        + " of the estimate is not a lower error of the weights.";
  }

  @Override
  public List<Check> checks(Protocol protocol) {
    List<Check> checks = new ArrayList<>();
    for (Problem problem : Problems.stronglyConvex()) {
      for (Variant variant : Variant.values()) {
        for (Order order : Order.values()) {
          Arm arm = variant.on(problem, order, protocol.horizon());
          checks.add(slope(CLAIM, problem, arm, protocol));
          checks.add(ratio(problem, arm));
        }
      }
    }
    Faults faults = new Faults(Q1, protocol.horizon());
    checks.add(slope(MUST_REJECT, Q1, faults.slowStep(), protocol));
    checks.add(slope(MUST_REJECT, Q1, faults.smallGain(), protocol));
    checks.add(slope(MUST_ACCEPT, Q1, faults.ema(1), protocol));
    return checks;
  }

  private Check slope(Role role, Problem problem, Arm arm, Protocol protocol) {
    Window window = RateChecks.window(problem, protocol);
    SlopeDifference difference = new SlopeDifference(Metric.DISTANCE, window);
    Arm sgd = Variant.sgd(problem, arm.horizon());
    return new Check(
        id(),
        role,
        arm.variant(),
        problem.name(),
        new Sampled(arm, Optional.of(sgd), difference),
        new Rule.AtMost(protocol.margin()),
        RateChecks.tooShort(window));
  }

  private Check ratio(Problem problem, Arm arm) {
    Arm sgd = Variant.sgd(problem, arm.horizon());
    FinalRatio ratio = new FinalRatio(Metric.DISTANCE, sgd.variant(), arm.horizon());
    Evidence evidence = new Sampled(arm, Optional.of(sgd), ratio);
    return new Check(id(), FIGURE, arm.variant(), problem.name(), evidence, new Rule.None());
  }
}
