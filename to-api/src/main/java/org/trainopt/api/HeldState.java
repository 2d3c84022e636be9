package org.trainopt.api;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.trainopt.kernel.StepKernel;
import org.trainopt.kernel.StepPlan;

/**
 * A copy of the state of parameters that a step is to leave alone; made by {@link Optimizer#hold}.
 */
public final class HeldState {
  private final StepKernel kernel;
  private final List<Held> arrays = new ArrayList<>();

  private record Held(int array, float[] values) {}

  private HeldState(StepKernel kernel) {
    this.kernel = kernel;
  }

  /** Sets the state of these parameters to what it was when it was copied. */
  public void putBack() {
    for (Held held : arrays) {
      kernel.write(held.array(), held.values());
    }
  }

  /** Checks that the parameters can be left alone, and copies their state. */
  static HeldState of(
      OptimizerSpec spec, StepPlan plan, StepKernel kernel, BitSet parameters, boolean firstStep) {
    if (spec.radius() < Double.POSITIVE_INFINITY) {
      throw refused(
          plan.slots().get(parameters.nextSetBit(0)),
          "the projection onto radius " + spec.radius() + " runs over all parameters");
    }
    List<String> owners = new ArrayList<>();
    for (int k = 0; k < plan.groups().size(); k++) {
      StepPlan.Group group = plan.groups().get(k);
      List<StepPlan.Slot> members = new ArrayList<>();
      List<StepPlan.Slot> held = new ArrayList<>();
      for (int i = 0; i < plan.slots().size(); i++) {
        StepPlan.Slot slot = plan.slots().get(i);
        if (slot.group() == k) {
          members.add(slot);
          if (parameters.get(i)) {
            held.add(slot);
          }
        }
      }
      if (held.isEmpty()) {
        continue;
      }
      requireApart(spec.scope(), group, members, held);
      if (firstStep && initialBias(group.estimator()) == InitialBias.FIRST_GRADIENT) {
        throw refused(held.get(0), "b₀ is the first gradient (InitialBias.FIRST_GRADIENT)");
      }
      held.forEach(slot -> owners.add(slot.name()));
      if (held.size() == members.size()) {
        owners.add("group " + group.name());
      }
    }
    HeldState state = new HeldState(kernel);
    List<StepKernel.StateArray> arrays = kernel.arrays();
    for (int i = 0; i < arrays.size(); i++) {
      if (owners.contains(arrays.get(i).owner())) {
        float[] values = new float[Math.toIntExact(arrays.get(i).length())];
        kernel.read(i, values);
        state.arrays.add(new Held(i, values));
      }
    }
    return state;
  }

  /** Full-TO and Rank-One-TO over several tensors mix them: one alone cannot stand still. */
  private static void requireApart(
      Scope scope, StepPlan.Group group, List<StepPlan.Slot> members, List<StepPlan.Slot> held) {
    boolean mixes =
        group.estimator() instanceof Estimator.Full
            || group.estimator() instanceof Estimator.RankOne;
    if (mixes && scope == Scope.WHOLE_VECTOR && held.size() < members.size()) {
      throw refused(
          held.get(0),
          (group.estimator() instanceof Estimator.Full ? "Full-TO" : "Rank-One-TO")
              + " takes the "
              + members.size()
              + " tensors of parameter group \""
              + group.name()
              + "\" as one vector; use Scope.PER_TENSOR, or give each of them a gradient");
    }
  }

  private static InitialBias initialBias(Estimator estimator) {
    Training training = GroupSettings.training(estimator);
    if (training != null) {
      return training.initialBias();
    }
    return estimator instanceof Estimator.Ema ema ? ema.initialBias() : InitialBias.ZERO;
  }

  private static IllegalArgumentException refused(StepPlan.Slot slot, String why) {
    return new IllegalArgumentException(
        "parameter \"" + slot.name() + "\" cannot be left out of a step: " + why);
  }
}
