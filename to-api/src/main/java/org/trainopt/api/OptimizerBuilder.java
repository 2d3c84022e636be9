package org.trainopt.api;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.trainopt.kernel.Execution;
import org.trainopt.kernel.KernelProvider;
import org.trainopt.kernel.StepKernel;
import org.trainopt.kernel.StepPlan;

/** Checks that spec, parameters and kernels fit together, and makes the optimizer. */
final class OptimizerBuilder {
  private OptimizerBuilder() {}

  static Optimizer build(OptimizerSpec spec, Parameters parameters, Execution execution) {
    KernelProvider provider = execution.provider();
    requirePlaces(parameters, provider);
    List<GroupSettings> groups = new ArrayList<>();
    groups.add(GroupSettings.of(spec));
    spec.groups().forEach(group -> groups.add(GroupSettings.of(spec, group)));
    List<StepPlan.Slot> slots = slots(spec, parameters);
    AutoGroups.resolve(spec.scope(), groups, slots);
    StateSize.requireFits(spec, groups, slots, provider);
    StepPlan plan =
        new StepPlan(
            groups.stream().map(GroupSettings::plan).toList(),
            slots,
            spec.scope(),
            spec.statePrecision(),
            spec.clipValue(),
            spec.clipNorm(),
            spec.radius(),
            spec.nonFinite(),
            spec.gainPolicy());
    StepKernel kernel = provider.compile(plan, execution.threads());
    setInitialV(spec, plan, kernel);
    return new Optimizer(spec, plan, groups, provider, kernel);
  }

  private static void requirePlaces(Parameters parameters, KernelProvider provider) {
    for (Parameter parameter : parameters.list()) {
      if (!provider.places().contains(parameter.weights().place())) {
        throw wrongPlace("parameter \"" + parameter.name() + "\"", parameter.weights(), provider);
      }
    }
  }

  static IllegalArgumentException wrongPlace(
      String what, Storage storage, KernelProvider provider) {
    return new IllegalArgumentException(
        what
            + " is in place "
            + storage.place()
            + ", but kernels \""
            + provider.name()
            + "\" work on "
            + provider.places());
  }

  private static List<StepPlan.Slot> slots(OptimizerSpec spec, Parameters parameters) {
    int[] members = new int[spec.groups().size()];
    List<StepPlan.Slot> slots = new ArrayList<>();
    for (Parameter parameter : parameters.list()) {
      int group = 0;
      for (int k = members.length - 1; k >= 0; k--) {
        if (spec.groups().get(k).matches(parameter.name())) {
          group = k + 1;
        }
      }
      if (group > 0) {
        members[group - 1]++;
      }
      slots.add(new StepPlan.Slot(parameter.name(), parameter.weights(), group));
    }
    for (int k = 0; k < members.length; k++) {
      if (members[k] == 0) {
        ParameterGroup group = spec.groups().get(k);
        throw new IllegalArgumentException(
            "parameter group \""
                + group.name()
                + "\" with patterns "
                + group.patterns()
                + " gets no parameter; the parameters are "
                + parameters.list().stream()
                    .map(Parameter::name)
                    .collect(Collectors.joining(", ")));
      }
    }
    return slots;
  }

  /** Rank-One's v₀, made here so that it is the same on every provider. */
  private static void setInitialV(OptimizerSpec spec, StepPlan plan, StepKernel kernel) {
    List<StepKernel.StateArray> arrays = kernel.arrays();
    for (int i = 0; i < arrays.size(); i++) {
      StepKernel.StateArray array = arrays.get(i);
      if (!array.name().equals("v")) {
        continue;
      }
      int slot = slotOf(plan, array.owner());
      int group = plan.slots().get(slot).group();
      Estimator.RankOne rankOne = (Estimator.RankOne) plan.groups().get(group).estimator();
      long dimension =
          plan.scope() == Scope.PER_TENSOR
              ? array.length()
              : plan.slots().stream()
                  .filter(other -> other.group() == group)
                  .mapToLong(other -> other.weights().length())
                  .sum();
      float entry = (float) (1 / Math.sqrt((double) dimension));
      float[] v = new float[Math.toIntExact(array.length())];
      SplittableRandom random = new SplittableRandom(spec.seed() * 0x9E3779B97F4A7C15L + slot);
      for (int j = 0; j < v.length; j++) {
        boolean negative =
            rankOne.initialV() == InitialV.RANDOM_SIGNS && (random.nextLong() & 1) == 1;
        v[j] = negative ? -entry : entry;
      }
      kernel.write(i, v);
    }
  }

  private static int slotOf(StepPlan plan, String name) {
    for (int i = 0; i < plan.slots().size(); i++) {
      if (plan.slots().get(i).name().equals(name)) {
        return i;
      }
    }
    throw new IllegalStateException("no slot named " + name);
  }
}
