package org.trainopt.kernel;

import java.util.List;
import org.trainopt.api.Estimator;
import org.trainopt.api.GainPolicy;
import org.trainopt.api.NonFinitePolicy;
import org.trainopt.api.Scaling;
import org.trainopt.api.Scope;
import org.trainopt.api.StatePrecision;
import org.trainopt.api.Storage;

/**
 * What a provider is handed once, when an optimizer is built: everything that does not change from
 * step to step.
 *
 * @param groups at least one
 * @param slots one a tensor, in the order of the parameters
 * @param scope what Full and Rank-One take as one vector: all slots of a group, or each slot
 * @param statePrecision of the estimators' vectors, Full's apart
 * @param clipValue bound of each gradient element, or +∞
 * @param clipNorm bound of the gradients' global norm, or +∞
 * @param radius bound of the weights' global norm, or +∞
 * @param nonFinite whether gradients are inspected (unless KEEP)
 * @param gainPolicy whether a gain ≥ 2 stops the step (FAIL)
 */
public record StepPlan(
    List<Group> groups,
    List<Slot> slots,
    Scope scope,
    StatePrecision statePrecision,
    double clipValue,
    double clipNorm,
    double radius,
    NonFinitePolicy nonFinite,
    GainPolicy gainPolicy) {
  public StepPlan {
    groups = List.copyOf(groups);
    slots = List.copyOf(slots);
  }

  /** Settings shared by slots; their values over time come as {@link StepScalars}. */
  public record Group(String name, Estimator estimator, Scaling scaling) {}

  /**
   * One tensor.
   *
   * @param name the parameter's name
   * @param weights float32, updated in place
   * @param group index into {@link StepPlan#groups}
   */
  public record Slot(String name, Storage weights, int group) {}
}
