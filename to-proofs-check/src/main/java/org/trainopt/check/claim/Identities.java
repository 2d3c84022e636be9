package org.trainopt.check.claim;

import static org.trainopt.api.Order.CO_TRAIN_FIRST;
import static org.trainopt.api.Order.PREDICT_FIRST;
import static org.trainopt.check.claim.Role.CLAIM;
import static org.trainopt.check.claim.Role.MUST_REJECT;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;
import java.util.function.ToDoubleFunction;
import org.trainopt.api.Estimator;
import org.trainopt.api.Order;
import org.trainopt.api.Schedule;
import org.trainopt.api.Schedules;
import org.trainopt.api.Training;
import org.trainopt.check.Protocol;
import org.trainopt.check.exact.Figures;
import org.trainopt.check.exact.Formula;
import org.trainopt.check.exact.OneStep;
import org.trainopt.check.exact.Rounding;
import org.trainopt.check.exact.StateSizes;
import org.trainopt.check.exact.Storages;
import org.trainopt.check.exact.TaylorRemainder;
import org.trainopt.check.exact.Trainable;
import org.trainopt.check.exact.Twins;

/**
 * C5. The identities on which everything else rests: special cases, the trained estimator at the
 * same weights, gradients, and sizes of states. They hold to the bit or to rounding, on any data.
 */
public final class Identities implements Claim {
  private static final Schedule ZERO = Schedules.constant(0);
  private static final Schedule ONE = Schedules.constant(1);
  private static final String PULL = "random, d = 1, 5, 32";
  private static final String DYADIC = "dyadic, d = 1, 3, 5";
  private static final String SIZES = "d = 1 to 130";
  private static final String DIFFER = "weights that differ in " + Twins.STEPS + " steps from ";
  private static final String UNITS = "units of rounding, 2⁻²⁴, between a step and ";
  private static final double MAX_RATE_SHORTFALL = 0.1;

  @Override
  public String id() {
    return "C5";
  }

  @Override
  public String statement() {
    return "A ≡ 0 is momentum, β ≡ 1 besides SGD, Diagonal-TO a masked Full-TO;"
        + " A = A₀ − Σ α r wᵀ in any storage; A⁺w + b⁺ = A w + b − κ r; the step of A and b is along −∇ ½‖A w + b − g‖²;"
        + " the state is d² + d, 2d or 3d floats";
  }

  @Override
  public String meaning() {
    return "ACCEPT: on the steps that were made the optimizers computed what their formulas say, to"
        + " the bit or within the rounding of float32. It says nothing about convergence.";
  }

  @Override
  public List<Check> checks(Protocol protocol) {
    List<Check> checks = new ArrayList<>();
    for (Trainable variant : Trainable.values()) {
      for (Order order : Order.values()) {
        checks.add(momentum(CLAIM, variant, order, ZERO, "A ≡ 0: "));
      }
      checks.add(sgd(CLAIM, variant, ONE, "A ≡ 0, β ≡ 1: "));
    }
    checks.add(momentum(MUST_REJECT, Trainable.FULL, CO_TRAIN_FIRST, OneStep.ALPHA, "A trained: "));
    checks.add(sgd(MUST_REJECT, Trainable.FULL, Schedules.constant(0.9), "A ≡ 0, β ≡ 0.9: "));

    checks.add(diagonal(CLAIM, CO_TRAIN_FIRST, true, "masked Full-TO's"));
    checks.add(diagonal(CLAIM, PREDICT_FIRST, true, "masked Full-TO's"));
    checks.add(diagonal(MUST_REJECT, CO_TRAIN_FIRST, false, "Full-TO's without a mask"));

    for (Trainable variant : Trainable.values()) {
      trained(checks, variant);
      String step = "2 − rate of ℓ's Taylor remainder along the step";
      double alpha = TaylorRemainder.ALPHA;
      double beta = TaylorRemainder.BETA;
      checks.add(taylor(CLAIM, variant, step, alpha, beta));
      checks.add(taylor(MUST_REJECT, variant, step + " over swapped α, β", beta, alpha));
    }

    checks.add(storage(CLAIM, CO_TRAIN_FIRST, true, "direct storage's"));
    checks.add(storage(CLAIM, PREDICT_FIRST, true, "direct storage's"));
    checks.add(storage(MUST_REJECT, CO_TRAIN_FIRST, false, "direct storage's without corrections"));

    checks.add(size(CLAIM, Trainable.FULL, "d² + d", d -> d * d + d));
    checks.add(size(CLAIM, Trainable.DIAGONAL, "2d", d -> 2 * d));
    checks.add(size(CLAIM, Trainable.RANK_ONE, "3d", d -> 3 * d));
    checks.add(size(MUST_REJECT, Trainable.RANK_ONE, "2d", d -> 2 * d));
    return checks;
  }

  /** To the bit, but for the float32 difference 1 − κ_i of Diagonal's co-training. */
  private Check momentum(Role role, Trainable variant, Order order, Schedule alpha, String what) {
    Schedule beta = OneStep.BETA;
    if (variant == Trainable.DIAGONAL && order == CO_TRAIN_FIRST) {
      return units(role, variant, order, what, "momentum's", lab -> Twins.momentumGap(lab, beta));
    }
    Estimator momentum = Twins.momentum(beta, order);
    return bits(role, variant, order, what + DIFFER + "momentum", alpha, beta, momentum);
  }

  private Check sgd(Role role, Trainable variant, Schedule beta, String what) {
    Estimator sgd = Estimator.stochastic();
    return bits(role, variant, CO_TRAIN_FIRST, what + DIFFER + "SGD", ZERO, beta, sgd);
  }

  private Check diagonal(Role role, Order order, boolean masked, String whose) {
    Training training = Training.of(OneStep.ALPHA, OneStep.BETA).withOrder(order);
    ToDoubleFunction<Lab> gap = lab -> Twins.fullGap(lab, training, masked);
    return units(role, Trainable.DIAGONAL, order, "", whose, gap);
  }

  private void trained(List<Check> checks, Trainable variant) {
    Formula p = variant::predicted;
    Formula trained = variant::trained;
    Formula swapped =
        (x, w, g, alpha, beta) -> variant.trained(x, w, g, /* alpha= */ beta, /* beta= */ alpha);
    String text = "A⁺w + b⁺ = p − κ r" + (variant == Trainable.RANK_ONE ? " − c u" : "");
    checks.add(step(CLAIM, variant, CO_TRAIN_FIRST, text + ", Ĝ the same", trained, trained));
    checks.add(step(CLAIM, variant, PREDICT_FIRST, text + ", Ĝ = p", trained, p));
    checks.add(
        step(
            MUST_REJECT,
            variant,
            CO_TRAIN_FIRST,
            text + ", κ with α, β swapped",
            swapped,
            trained));
    checks.add(step(MUST_REJECT, variant, CO_TRAIN_FIRST, text + ", Ĝ = p", trained, p));
  }

  private Check step(
      Role role, Trainable variant, Order order, String what, Formula trained, Formula used) {
    ToDoubleFunction<Lab> gap = lab -> OneStep.gap(lab, variant, order, trained, used);
    return units(role, variant, order, "", what, gap);
  }

  private Check taylor(Role role, Trainable variant, String what, double alpha, double beta) {
    ToDoubleFunction<Lab> figure = lab -> TaylorRemainder.rateShortfall(lab, variant, alpha, beta);
    return check(role, variant, CO_TRAIN_FIRST, DYADIC, what, MAX_RATE_SHORTFALL, figure);
  }

  private Check storage(Role role, Order order, boolean corrected, String whose) {
    ToDoubleFunction<Lab> gap = lab -> Storages.gap(lab, order, corrected);
    String what = Storages.DELAYED + " storage, ";
    return units(role, Trainable.FULL, order, what, whose, gap);
  }

  private Check size(Role role, Trainable variant, String text, LongUnaryOperator floats) {
    ToDoubleFunction<Lab> figure = lab -> StateSizes.difference(lab, variant, floats);
    String what = "bytes of state beside " + text + " floats";
    return check(role, variant, CO_TRAIN_FIRST, SIZES, what, 0, figure);
  }

  private Check bits(
      Role role,
      Trainable variant,
      Order order,
      String what,
      Schedule alpha,
      Schedule beta,
      Estimator other) {
    Estimator one = variant.estimator(Training.of(alpha, beta).withOrder(order));
    ToDoubleFunction<Lab> figure = lab -> Twins.differingWeights(lab, one, other);
    return check(role, variant, order, PULL, what, 0, figure);
  }

  private Check units(
      Role role,
      Trainable variant,
      Order order,
      String what,
      String whose,
      ToDoubleFunction<Lab> gap) {
    return check(role, variant, order, PULL, what + UNITS + whose, Rounding.BOUND, gap);
  }

  private Check check(
      Role role,
      Trainable variant,
      Order order,
      String data,
      String statistic,
      double bound,
      ToDoubleFunction<Lab> figure) {
    Evidence evidence = Figures.measured(statistic, figure);
    return new Check(id(), role, variant.text(order), data, evidence, new Rule.AtMost(bound));
  }
}
