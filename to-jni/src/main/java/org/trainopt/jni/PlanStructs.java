package org.trainopt.jni;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.trainopt.api.Estimator;
import org.trainopt.api.FullStorage;
import org.trainopt.api.GainPolicy;
import org.trainopt.api.InitialBias;
import org.trainopt.api.NonFinitePolicy;
import org.trainopt.api.Order;
import org.trainopt.api.Scaling;
import org.trainopt.api.Scope;
import org.trainopt.api.StatePrecision;
import org.trainopt.api.Training;
import org.trainopt.kernel.StepKernel.StateArray;
import org.trainopt.kernel.StepPlan;

/**
 * A plan as the structs of {@code trainopt.h}, field by field, for this module's bindings.
 *
 * @param options a {@code to_options}
 * @param limits a {@code to_limits}
 * @param groups a {@code to_group} each
 * @param slots a {@code to_slot} each
 */
public record PlanStructs(int[] options, double[] limits, int[] groups, long[] slots) {
  /** The names of state arrays, by their kind's number in C. */
  private static final List<String> KINDS =
      List.of("a", "b", "u", "v", "s", "A", "F", "W", "corrections");

  /** Fields of a {@code to_array}. */
  private static final int KIND = 0;

  private static final int OF_GROUP = 1;
  private static final int OWNER = 2;
  private static final int LENGTH = 3;
  private static final int WIDTH = 4;
  private static final int FIELDS = 5;

  /**
   * The structs of a plan.
   *
   * @param threads the most threads a step may use, where it uses any
   * @param isa the instruction set's number in C
   */
  public static PlanStructs of(StepPlan plan, int threads, int isa) {
    int[] options = {
      plan.groups().size(),
      plan.slots().size(),
      flag(plan.scope() == Scope.PER_TENSOR),
      flag(plan.nonFinite() != NonFinitePolicy.KEEP),
      flag(plan.gainPolicy() == GainPolicy.FAIL),
      threads,
      isa,
      flag(plan.statePrecision() == StatePrecision.BFLOAT16)
    };
    double[] limits = {plan.clipValue(), plan.clipNorm(), plan.radius()};
    int[] groups =
        plan.groups().stream().map(PlanStructs::group).flatMapToInt(Arrays::stream).toArray();
    long[] slots =
        plan.slots().stream().flatMapToLong(slot -> LongStream.of(slot(plan, slot))).toArray();
    return new PlanStructs(options, limits, groups, slots);
  }

  private static long[] slot(StepPlan plan, StepPlan.Slot slot) {
    Estimator estimator = plan.groups().get(slot.group()).estimator();
    long history = 0;
    long pending = 0;
    if (estimator instanceof Estimator.Full full) {
      FullStorage.Capacity capacity = full.storage().capacity(dimension(plan, slot));
      history = capacity.history();
      pending = capacity.pending();
    }
    return new long[] {slot.weights().length(), slot.group(), history, pending};
  }

  /** The length of the vector that a slot belongs to. */
  private static int dimension(StepPlan plan, StepPlan.Slot slot) {
    if (plan.scope() == Scope.PER_TENSOR) {
      return Math.toIntExact(slot.weights().length());
    }
    long dimension =
        plan.slots().stream()
            .filter(other -> other.group() == slot.group())
            .mapToLong(other -> other.weights().length())
            .sum();
    return Math.toIntExact(dimension);
  }

  private static int[] group(StepPlan.Group group) {
    Estimator estimator = group.estimator();
    Order order = Order.CO_TRAIN_FIRST;
    InitialBias bias = InitialBias.ZERO;
    boolean normalized = false;
    Training training = training(estimator);
    if (training != null) {
      order = training.order();
      bias = training.initialBias();
      normalized = training.normalized();
    } else if (estimator instanceof Estimator.Ema ema) {
      order = ema.order();
      bias = ema.initialBias();
    }
    return new int[] {
      number(estimator),
      number(group.scaling()),
      flag(order == Order.PREDICT_FIRST),
      flag(normalized),
      flag(bias == InitialBias.FIRST_GRADIENT)
    };
  }

  private static @Nullable Training training(Estimator estimator) {
    if (estimator instanceof Estimator.Diagonal diagonal) {
      return diagonal.training();
    }
    if (estimator instanceof Estimator.RankOne rankOne) {
      return rankOne.training();
    }
    return estimator instanceof Estimator.Full full ? full.training() : null;
  }

  /** The estimator's number in C. */
  private static int number(Estimator estimator) {
    return estimator instanceof Estimator.Stochastic
        ? 0
        : estimator instanceof Estimator.Ema
            ? 1
            : estimator instanceof Estimator.Diagonal
                ? 2
                : estimator instanceof Estimator.RankOne ? 3 : 4;
  }

  /** The scaling's number in C, by what becomes of its statistic. */
  private static int number(Scaling scaling) {
    return scaling instanceof Scaling.None ? 0 : scaling instanceof Scaling.AdaGrad ? 1 : 2;
  }

  private static int flag(boolean on) {
    return on ? 1 : 0;
  }

  /** The state arrays of a kernel, named as {@link StateArray} says. */
  public static List<StateArray> arrays(StepPlan plan, int count, ArrayReader reader) {
    List<StateArray> arrays = new ArrayList<>();
    long[] fields = new long[FIELDS];
    for (int i = 0; i < count; i++) {
      reader.read(i, fields);
      int owner = (int) fields[OWNER];
      arrays.add(
          new StateArray(
              fields[OF_GROUP] != 0
                  ? "group " + plan.groups().get(owner).name()
                  : plan.slots().get(owner).name(),
              KINDS.get((int) fields[KIND]),
              fields[LENGTH],
              (int) fields[WIDTH]));
    }
    return List.copyOf(arrays);
  }

  /** Reads the {@code to_array} of an index, field by field. */
  @FunctionalInterface
  public interface ArrayReader {
    void read(int index, long[] fields);
  }
}
