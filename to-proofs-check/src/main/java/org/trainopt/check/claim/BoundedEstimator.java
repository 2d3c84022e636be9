package org.trainopt.check.claim;

import static org.trainopt.api.Schedules.constant;
import static org.trainopt.api.Schedules.harmonic;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.trainopt.api.Order;
import org.trainopt.api.Schedule;
import org.trainopt.check.Protocol;
import org.trainopt.check.exact.BoundedRun;
import org.trainopt.check.exact.BoundedRun.Ratios;
import org.trainopt.check.exact.Figures;
import org.trainopt.check.exact.Trainable;
import org.trainopt.check.problem.Problems;

/**
 * P. Bounds in the spirit of the paper's Propositions 3.2 and 3.3: with weights in a ball, bounded
 * gradients and κ ≤ 1, the estimator and its directions keep a bound that is known before the run.
 * Theorem and proof are at {@code StateBound}, beside the measurements.
 */
public final class BoundedEstimator implements Claim {
  private static final long STEPS = 1 << 12;

  /** b's constant. With {@link #Q}, Full's and Diagonal's κ̄ starts just below 1 and falls. */
  private static final double C = 2;

  private static final double OFFSET = 1.0005 * C * (1 + BoundedRun.RADIUS * BoundedRun.RADIUS);

  /** α/β of Full and Diagonal. */
  private static final double Q = 1;

  /** α/β of Rank-One, whose κ̄ depends on the bound so far and stays below 1 with this. */
  private static final double RANK_ONE_Q = 0.125;

  private static final long UNSTABLE_STEPS = 1 << 8;

  @Override
  public String id() {
    return "P";
  }

  @Override
  public String statement() {
    return "‖w‖ ≤ D, ‖g‖ ≤ D_G and κ ≤ 1 bound the estimator: with α = qβ,"
        + " ‖A‖²/q + ‖b‖² grows by at most D_G² β/(2 − κ) a step";
  }

  @Override
  public String meaning() {
    return "ACCEPT: every step of these runs kept a bound that is known before the run. The bound"
        + " grows like Σβ, here like ln t, so it says that the estimator is bounded over a finite"
        + " horizon. κ ≥ 2 takes the bound away; it does not break it in every run.";
  }

  @Override
  public List<Check> checks(Protocol protocol) {
    List<Check> checks = new ArrayList<>();
    for (Trainable variant : Trainable.values()) {
      for (Order order : Order.values()) {
        String name = variant.text(order);
        double q = variant == Trainable.RANK_ONE ? RANK_ONE_Q : Q;
        BoundedRun run =
            run(variant, order, q, harmonic(q * C, OFFSET), harmonic(C, OFFSET), STEPS);
        checks.add(state(Role.CLAIM, name, run));
        checks.add(estimate(Role.CLAIM, name, run));
        checks.add(
            check(Role.CLAIM, name, run, "of the premises ‖w‖/D, ‖g‖/D_G, κ", Ratios::premises));
      }
      BoundedRun unstable = unstable(variant, Q, constant(0), constant(2.2));
      String name = variant.text(Order.CO_TRAIN_FIRST) + ", α ≡ 0, β ≡ 2.2";
      checks.add(state(Role.MUST_REJECT, name, unstable));
      checks.add(estimate(Role.MUST_REJECT, name, unstable));
    }
    BoundedRun unstable = unstable(Trainable.FULL, 60, constant(3), constant(0.05));
    checks.add(state(Role.MUST_REJECT, "Full-TO, α ≡ 3, β ≡ 0.05", unstable));
    return checks;
  }

  private Check state(Role role, String variant, BoundedRun run) {
    return check(role, variant, run, "state's norm / its bound", Ratios::state);
  }

  private Check estimate(Role role, String variant, BoundedRun run) {
    return check(role, variant, run, "‖Ĝ‖ / its bound", Ratios::estimate);
  }

  private Check check(
      Role role, String variant, BoundedRun run, String what, ToDoubleFunction<Ratios> ratio) {
    Evidence evidence =
        Figures.measured("largest " + what, lab -> ratio.applyAsDouble(run.measure(lab)));
    return new Check(id(), role, variant, run.problem().name(), evidence, new Rule.AtMost(1));
  }

  private static BoundedRun unstable(Trainable variant, double q, Schedule alpha, Schedule beta) {
    return run(variant, Order.CO_TRAIN_FIRST, q, alpha, beta, UNSTABLE_STEPS);
  }

  private static BoundedRun run(
      Trainable variant, Order order, double q, Schedule alpha, Schedule beta, long steps) {
    return new BoundedRun(variant, order, Problems.R1, q, alpha, beta, steps);
  }
}
