package org.trainopt.check.mutation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.trainopt.api.Estimator;
import org.trainopt.api.GainPolicy;
import org.trainopt.api.NonFinitePolicy;
import org.trainopt.api.Scaling;
import org.trainopt.api.Scope;
import org.trainopt.api.Storage;
import org.trainopt.kernel.StepContext;
import org.trainopt.kernel.StepContext.Outcome;
import org.trainopt.kernel.StepKernel;
import org.trainopt.kernel.StepPlan;

/** A plan's step and state, for heap tensors without clipping and scaling. */
final class MutantKernel implements StepKernel {
  private final StepPlan plan;
  private final Storage.Heap[] weights;
  private final MutantUnit[] units;
  private final List<StateArray> arrays = new ArrayList<>();
  private final List<Part> parts = new ArrayList<>();
  private final float[][] estimates;

  /** Where a state array lies. */
  private record Part(float[] array, int from) {}

  MutantKernel(StepPlan plan, Mutation mutation) {
    this.plan = plan;
    if (plan.clipValue() < Double.POSITIVE_INFINITY
        || plan.clipNorm() < Double.POSITIVE_INFINITY
        || plan.groups().stream().anyMatch(g -> !(g.scaling() instanceof Scaling.None))) {
      throw new IllegalArgumentException("the mutant kernels have no clipping and no scaling");
    }
    weights =
        plan.slots().stream()
            .map(slot -> (Storage.Heap) slot.weights())
            .toArray(Storage.Heap[]::new);
    estimates = Arrays.stream(weights).map(w -> new float[w.size()]).toArray(float[][]::new);
    List<MutantUnit> list = new ArrayList<>();
    for (int group = 0; group < plan.groups().size(); group++) {
      Estimator estimator = plan.groups().get(group).estimator();
      for (int[] slots : unitsOf(group)) {
        Storage.Heap[] tensors =
            Arrays.stream(slots).mapToObj(k -> weights[k]).toArray(Storage.Heap[]::new);
        MutantUnit unit = new MutantUnit(slots, tensors, group, estimator, mutation);
        list.add(unit);
        addArrays(unit, plan.groups().get(group));
      }
    }
    units = list.toArray(MutantUnit[]::new);
  }

  /** A group's tensors: all in one unit, or one each. */
  private List<int[]> unitsOf(int group) {
    int[] members =
        IntStream.range(0, weights.length)
            .filter(k -> plan.slots().get(k).group() == group)
            .toArray();
    if (plan.scope() == Scope.PER_TENSOR) {
      return Arrays.stream(members).mapToObj(k -> new int[] {k}).toList();
    }
    return members.length == 0 ? List.of() : List.of(members);
  }

  private void addArrays(MutantUnit unit, StepPlan.Group group) {
    for (PlainEstimator e : unit.estimator) {
      if (group.estimator() instanceof Estimator.Full) {
        String owner =
            plan.scope() == Scope.PER_TENSOR
                ? plan.slots().get(unit.slots[0]).name()
                : "group " + group.name();
        e.matrix().forEach((name, array) -> add(owner, name, array, 0, array.length));
        add(owner, "b", e.b, 0, e.d);
        continue;
      }
      int from = 0;
      for (int slot : unit.slots) {
        String owner = plan.slots().get(slot).name();
        int at = from;
        int size = weights[slot].size();
        e.matrix().forEach((name, array) -> add(owner, name, array, at, size));
        add(owner, "b", e.b, at, size);
        from += size;
      }
    }
  }

  private void add(String owner, String name, float[] array, int from, int size) {
    arrays.add(new StateArray(owner, name, size, Float.BYTES));
    parts.add(new Part(array, from));
  }

  @Override
  public void step(StepContext in) {
    in.outcome = Outcome.DONE;
    in.gain = 0;
    if (plan.nonFinite() != NonFinitePolicy.KEEP && !allFinite(in)) {
      in.outcome = Outcome.NON_FINITE;
      return;
    }
    for (MutantUnit unit : units) {
      in.gain = Math.max(in.gain, unit.prepare(in));
    }
    if (plan.gainPolicy() == GainPolicy.FAIL && in.gain >= 2) {
      in.outcome = Outcome.UNSTABLE_GAIN;
      return;
    }
    in.gradientSquares = 0;
    in.estimateSquares = 0;
    in.errorSquares = 0;
    for (MutantUnit unit : units) {
      unit.step(in);
      if (in.report) {
        report(unit, in);
      }
    }
    project();
  }

  private boolean allFinite(StepContext in) {
    for (int slot = 0; slot < weights.length; slot++) {
      Storage.Heap gradient = (Storage.Heap) in.gradients[slot];
      for (int i = 0; i < gradient.size(); i++) {
        if (!Float.isFinite(gradient.array()[gradient.offset() + i])) {
          in.slot = slot;
          in.element = i;
          return false;
        }
      }
    }
    return true;
  }

  private void report(MutantUnit unit, StepContext out) {
    int at = 0;
    for (int slot : unit.slots) {
      for (int i = 0; i < estimates[slot].length; i++, at++) {
        double estimate = unit.direction[at];
        double error = estimate - unit.g[at];
        estimates[slot][i] = (float) estimate;
        out.gradientSquares += unit.g[at] * unit.g[at];
        out.estimateSquares += estimate * estimate;
        out.errorSquares += error * error;
      }
    }
  }

  /** Scales all weights onto the ball, if they left it. */
  private void project() {
    double squares = 0;
    for (Storage.Heap weight : weights) {
      for (int i = 0; i < weight.size(); i++) {
        double w = weight.array()[weight.offset() + i];
        squares += w * w;
      }
    }
    double norm = Math.sqrt(squares);
    if (norm > plan.radius()) {
      for (Storage.Heap weight : weights) {
        for (int i = 0; i < weight.size(); i++) {
          weight.array()[weight.offset() + i] *= (float) (plan.radius() / norm);
        }
      }
    }
  }

  @Override
  public List<StateArray> arrays() {
    return List.copyOf(arrays);
  }

  @Override
  public void read(int array, float[] to) {
    System.arraycopy(parts.get(array).array(), parts.get(array).from(), to, 0, to.length);
  }

  @Override
  public void write(int array, float[] from) {
    System.arraycopy(from, 0, parts.get(array).array(), parts.get(array).from(), from.length);
  }

  @Override
  public void readEstimate(int slot, float[] to) {
    System.arraycopy(estimates[slot], 0, to, 0, to.length);
  }

  @Override
  public void close() {}
}
