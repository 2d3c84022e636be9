package org.trainopt.api;

import java.util.List;
import java.util.Locale;
import org.trainopt.kernel.KernelProvider;
import org.trainopt.kernel.StepPlan;

/** How much state a plan needs, checked before anything is allocated. */
final class StateSize {
  private StateSize() {}

  /**
   * @throws IllegalArgumentException with the sizes and the alternatives, if the state does not fit
   */
  static void requireFits(
      OptimizerSpec spec,
      List<GroupSettings> groups,
      List<StepPlan.Slot> slots,
      KernelProvider provider) {
    Scope scope = spec.scope();
    long available = provider.availableBytes(slots);
    double bytes = 0;
    for (int k = 0; k < groups.size(); k++) {
      GroupSettings group = groups.get(k);
      double whole = 0;
      for (StepPlan.Slot slot : slots) {
        if (slot.group() == k) {
          double length = (double) slot.weights().length();
          requirePrecision(spec.statePrecision(), group);
          bytes += length * vectorBytes(group, spec.statePrecision());
          whole += length;
          if (scope == Scope.PER_TENSOR) {
            bytes +=
                full(
                    group, length, scope, "parameter \"" + slot.name() + "\"", provider, available);
          }
        }
      }
      if (scope == Scope.WHOLE_VECTOR) {
        bytes +=
            full(
                group,
                whole,
                scope,
                "parameter group \"" + group.name() + "\"",
                provider,
                available);
      }
    }
    if (bytes > (double) available) {
      throw new IllegalArgumentException(
          "the optimizer's state needs "
              + size(bytes)
              + ", but about "
              + size((double) available)
              + " are free to kernels \""
              + provider.name()
              + "\"; "
              + (provider.name().equals("java") ? "give the JVM more heap (-Xmx) or " : "")
              + "choose an estimator with less state");
    }
  }

  private static double full(
      GroupSettings group,
      double d,
      Scope scope,
      String what,
      KernelProvider provider,
      long available) {
    if (!(group.estimator() instanceof Estimator.Full full)) {
      return 0;
    }
    double matrix = 4 * d * d;
    boolean indexed = d <= Estimator.Full.MAX_DIMENSION;
    double corrections = 0;
    if (indexed) {
      FullStorage.Capacity capacity = full.storage().capacity((int) d);
      corrections = 4.0 * (double) capacity.floats((long) d);
      indexed = capacity.history() * d < Integer.MAX_VALUE;
    }
    double bytes = matrix + corrections;
    if (!indexed || bytes > (double) available) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "Full-TO on %s (d = %.0f) needs a %.0f×%.0f matrix of %s%s, but d may be at most %d"
                  + " and about %s are free to kernels \"%s\"; use Diagonal-TO (%s), Rank-One-TO"
                  + " (%s)%s or a parameter group with another estimator",
              what,
              d,
              d,
              d,
              size(matrix),
              corrections == 0
                  ? ""
                  : " and "
                      + size(corrections)
                      + " of corrections (storage "
                      + full.storage()
                      + ")",
              Estimator.Full.MAX_DIMENSION,
              size((double) available),
              provider.name(),
              size(8 * d),
              size(12 * d),
              scope == Scope.WHOLE_VECTOR ? ", Scope.PER_TENSOR (of several tensors)" : ""));
    }
    return bytes;
  }

  private static void requirePrecision(StatePrecision precision, GroupSettings group) {
    if (precision != StatePrecision.FLOAT32 && group.estimator() instanceof Estimator.Full) {
      throw new IllegalArgumentException(
          "Full-TO's state is FLOAT32, but statePrecision is "
              + precision
              + " (parameter group \""
              + group.name()
              + "\"); use FLOAT32 or another estimator there");
    }
  }

  /** Bytes of state vectors an element, without Full's matrix. */
  private static int vectorBytes(GroupSettings group, StatePrecision precision) {
    Estimator estimator = group.estimator();
    int vectors =
        estimator instanceof Estimator.Stochastic
            ? 0
            : estimator instanceof Estimator.Diagonal
                ? 2
                : estimator instanceof Estimator.RankOne ? 3 : 1;
    int statistic = group.scaling() instanceof Scaling.None ? 0 : StatePrecision.FLOAT32.bytes();
    return vectors * precision.bytes() + statistic;
  }

  private static String size(double bytes) {
    String[] units = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
    int unit = 0;
    double value = bytes;
    while (value >= 1024 && unit < units.length - 1) {
      value /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", value, units[unit]);
  }
}
