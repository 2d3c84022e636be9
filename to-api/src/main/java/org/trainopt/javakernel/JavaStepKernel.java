package org.trainopt.javakernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.trainopt.api.Estimator;
import org.trainopt.api.GainPolicy;
import org.trainopt.api.Scope;
import org.trainopt.kernel.StepContext;
import org.trainopt.kernel.StepContext.Outcome;
import org.trainopt.kernel.StepKernel;
import org.trainopt.kernel.StepPlan;
import org.trainopt.kernel.StepScalars;

/** The phases of a step over all tensors, in Java. */
final class JavaStepKernel implements StepKernel {
  private final StepPlan plan;
  private final SlotState[] slots;
  private final ScalingStep[] scalings;
  private final EstimatorStep[] units;
  private final List<StateArray> arrays = new ArrayList<>();
  private final List<StateVector> contents = new ArrayList<>();
  private final GradientSource gradients;
  private final Block block;

  JavaStepKernel(StepPlan plan) {
    this.plan = plan;
    slots =
        IntStream.range(0, plan.slots().size())
            .mapToObj(k -> new SlotState(k, plan.slots().get(k), group(k), plan.statePrecision()))
            .toArray(SlotState[]::new);
    gradients = new GradientSource(plan, slots);
    block = gradients.block();
    scalings =
        plan.groups().stream()
            .map(group -> new ScalingStep(group.scaling()))
            .toArray(ScalingStep[]::new);
    units =
        IntStream.range(0, plan.groups().size())
            .mapToObj(this::units)
            .flatMap(List::stream)
            .toArray(EstimatorStep[]::new);
    for (SlotState slot : slots) {
      slot.arrays().forEach((name, values) -> addArray(slot.name, name, values));
    }
  }

  private StepPlan.Group group(int slot) {
    return plan.groups().get(plan.slots().get(slot).group());
  }

  /** The estimators of a group: one over all its slots, or one a slot. */
  private List<EstimatorStep> units(int group) {
    StepPlan.Group settings = plan.groups().get(group);
    SlotState[] members =
        Arrays.stream(slots).filter(slot -> slot.group == group).toArray(SlotState[]::new);
    if (members.length == 0) {
      return List.of(); // the spec's own settings may be overridden everywhere
    }
    if (plan.scope() == Scope.WHOLE_VECTOR) {
      return List.of(unit(members, settings.estimator(), "group " + settings.name()));
    }
    return Arrays.stream(members)
        .map(slot -> unit(new SlotState[] {slot}, settings.estimator(), slot.name))
        .toList();
  }

  private EstimatorStep unit(SlotState[] members, Estimator estimator, String owner) {
    if (estimator instanceof Estimator.Stochastic) {
      return new StochasticStep(members);
    }
    if (estimator instanceof Estimator.Ema ema) {
      return new EmaStep(members, ema);
    }
    if (estimator instanceof Estimator.Diagonal diagonal) {
      return new DiagonalStep(members, diagonal.training());
    }
    if (estimator instanceof Estimator.RankOne rankOne) {
      return new RankOneStep(members, rankOne.training());
    }
    FullStep full = new FullStep(members, (Estimator.Full) estimator);
    full.arrays().forEach((name, values) -> addArray(owner, name, values));
    return full;
  }

  private void addArray(String owner, String name, StateVector values) {
    if (values.length > 0) {
      arrays.add(new StateArray(owner, name, values.length, values.bytesPerElement()));
      contents.add(values);
    }
  }

  @Override
  public void step(StepContext in) {
    in.outcome = Outcome.DONE;
    in.gain = 0;
    if (!gradients.begin(in)) {
      in.outcome = Outcome.NON_FINITE;
      return;
    }
    boolean failOnGain = plan.gainPolicy() == GainPolicy.FAIL;
    for (EstimatorStep unit : units) {
      unit.begin(in.scalars, unit.slots[0].group * StepScalars.COUNT, in.firstStep);
      unit.prepare(gradients, failOnGain);
      in.gain = Math.max(in.gain, unit.gain);
    }
    if (failOnGain && in.gain >= 2) {
      in.outcome = Outcome.UNSTABLE_GAIN;
      return;
    }
    update(in);
    project();
  }

  private void update(StepContext out) {
    out.gradientSquares = 0;
    out.estimateSquares = 0;
    out.errorSquares = 0;
    for (int k = 0; k < scalings.length; k++) {
      scalings[k].begin(out.scalars, k * StepScalars.COUNT);
    }
    for (EstimatorStep unit : units) {
      unit.train();
      for (SlotState slot : unit.slots) {
        for (int start = 0; start < slot.length; start += Reduction.BLOCK) {
          gradients.fetch(slot, start, Math.min(Reduction.BLOCK, slot.length - start));
          unit.block(slot, block);
          if (out.report) {
            report(slot, out);
          }
          scalings[slot.group].block(slot, block);
          block.storeWeights(slot.weights);
        }
      }
      out.gain = Math.max(out.gain, unit.gain);
    }
  }

  private void report(SlotState slot, StepContext out) {
    if (slot.estimate.length == 0) {
      slot.estimate = new float[slot.length];
    }
    System.arraycopy(block.direction, 0, slot.estimate, block.at, block.n);
    for (int i = 0; i < block.n; i++) {
      double g = block.g[block.gAt + i];
      double estimate = block.direction[i];
      out.gradientSquares += g * g;
      out.estimateSquares += estimate * estimate;
      out.errorSquares += (estimate - g) * (estimate - g);
    }
  }

  /** Scales all weights onto the ball, if they left it. */
  private void project() {
    if (plan.radius() == Double.POSITIVE_INFINITY) {
      return;
    }
    double squares = 0;
    for (SlotState slot : slots) {
      for (int start = 0; start < slot.length; start += Reduction.BLOCK) {
        block.turnTo(slot.weights, start, Math.min(Reduction.BLOCK, slot.length - start));
        squares += gradients.reduction().block(block.w, block.wAt, block.w, block.wAt, block.n);
      }
    }
    double norm = Math.sqrt(squares);
    if (!(norm > plan.radius())) {
      return;
    }
    float factor = (float) (plan.radius() / norm);
    for (SlotState slot : slots) {
      for (int start = 0; start < slot.length; start += Reduction.BLOCK) {
        block.turnTo(slot.weights, start, Math.min(Reduction.BLOCK, slot.length - start));
        for (int i = 0; i < block.n; i++) {
          block.w[block.wAt + i] *= factor;
        }
        block.storeWeights(slot.weights);
      }
    }
  }

  @Override
  public List<StateArray> arrays() {
    return List.copyOf(arrays);
  }

  @Override
  public void read(int array, float[] to) {
    contents.get(array).read(to);
  }

  @Override
  public void write(int array, float[] from) {
    contents.get(array).write(from);
  }

  @Override
  public void readEstimate(int slot, float[] to) {
    System.arraycopy(slots[slot].estimate, 0, to, 0, slots[slot].length);
  }

  @Override
  public void close() {}
}
