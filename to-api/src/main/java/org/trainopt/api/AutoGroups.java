package org.trainopt.api;

import java.util.List;
import org.trainopt.kernel.StepPlan;

/**
 * Makes two groups of one with {@link Estimator.Auto}: its small tensors with Full-TO, the others
 * with the estimator above. Kernels never see an Auto.
 */
final class AutoGroups {
  private AutoGroups() {}

  /**
   * Resolves the groups and the slots' group indices in place; new groups come last.
   *
   * @throws IllegalArgumentException if Full-TO would run over several tensors at once
   */
  static void resolve(Scope scope, List<GroupSettings> groups, List<StepPlan.Slot> slots) {
    int given = groups.size();
    for (int k = 0; k < given; k++) {
      GroupSettings group = groups.get(k);
      if (!(group.estimator() instanceof Estimator.Auto auto)) {
        continue;
      }
      if (scope != Scope.PER_TENSOR) {
        throw new IllegalArgumentException(
            "the auto estimator of parameter group \""
                + group.name()
                + "\" chooses by each tensor's size and needs scope PER_TENSOR, but the scope is "
                + scope
                + "; use withScope(Scope.PER_TENSOR)");
      }
      groups.set(
          k,
          group.renamed(group.name() + ", above " + auto.fullUpTo() + " elements", auto.above()));
      int from = k;
      int small = groups.size();
      groups.add(
          group.renamed(group.name() + ", up to " + auto.fullUpTo() + " elements", auto.full()));
      slots.replaceAll(
          slot ->
              slot.group() == from && slot.weights().length() <= auto.fullUpTo()
                  ? new StepPlan.Slot(slot.name(), slot.weights(), small)
                  : slot);
    }
  }
}
