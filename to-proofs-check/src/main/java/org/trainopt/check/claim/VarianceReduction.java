package org.trainopt.check.claim;

import static org.trainopt.check.claim.Role.CLAIM;
import static org.trainopt.check.claim.Role.FIGURE;
import static org.trainopt.check.claim.Role.MUST_REJECT;
import static org.trainopt.check.claim.Variant.B_ONLY;
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

/** C2′: the estimate's error is below the stochastic gradient's. */
public final class VarianceReduction implements Claim {
  /** The largest ratio that counts as a reduction. */
  private static final double HALF = 0.5;

  @Override
  public String id() {
    return "C2′";
  }

  @Override
  public String statement() {
    return "E‖Ĝ − ∇F‖² is less than half of SGD's at the last step, on the same seeds";
  }

  @Override
  public String meaning() {
    return "ACCEPT: at the window's end the vector that the step uses is closer to the full"
        + " gradient than the stochastic gradient is. The ratio to “b only” is a figure without a"
        + " rule: above 1, A adds error instead of taking it away.";
  }

  @Override
  public List<Check> checks(Protocol protocol) {
    long horizon = protocol.horizon();
    List<Check> checks = new ArrayList<>();
    for (Problem problem : Problems.stronglyConvex()) {
      Arm sgd = Variant.sgd(problem, horizon);
      for (Order order : Order.values()) {
        Arm momentum = B_ONLY.on(problem, order, horizon);
        for (Variant variant : Variant.values()) {
          Arm arm = variant.on(problem, order, horizon);
          checks.add(check(CLAIM, arm, sgd, new Rule.AtMost(HALF)));
          if (variant != B_ONLY) {
            checks.add(check(FIGURE, arm, momentum, new Rule.None()));
          }
        }
      }
    }
    Arm sgd = Variant.sgd(Q1, horizon);
    Arm same = new Faults(Q1, horizon).ema(1);
    checks.add(check(MUST_REJECT, same, sgd, new Rule.AtMost(HALF)));
    return checks;
  }

  private Check check(Role role, Arm arm, Arm reference, Rule rule) {
    FinalRatio ratio = new FinalRatio(Metric.ESTIMATE_ERROR, reference.variant(), arm.horizon());
    Evidence evidence = new Sampled(arm, Optional.of(reference), ratio);
    return new Check(id(), role, arm.variant(), arm.problemName(), evidence, rule);
  }
}
