package org.trainopt.javakernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.trainopt.api.Estimator;
import org.trainopt.api.GainPolicy;
import org.trainopt.api.NonFinitePolicy;
import org.trainopt.api.Scope;
import org.trainopt.kernel.StepContext;
import org.trainopt.kernel.StepContext.Outcome;
import org.trainopt.kernel.StepKernel;
import org.trainopt.kernel.StepPlan;
import org.trainopt.kernel.StepScalars;

/** The phases of a step over all tensors, in Java. */
final class JavaStepKernel implements StepKernel, GradientSource {
  private final StepPlan plan;
  private final SlotState[] slots;
  private final ScalingStep[] scalings;
  private final List<EstimatorStep> units = new ArrayList<>();
  private final List<StateArray> arrays = new ArrayList<>();
  private final List<float[]> contents = new ArrayList<>();
  private final Block block = new Block();
  private final Reduction reduction = new Reduction();

  /** Of the current step. */
  private StepContext context;

  private float clipFactor = 1;

  JavaStepKernel(StepPlan plan) {
    this.plan = plan;
    this.context = new StepContext(plan.groups().size(), plan.slots().size());
    slots =
        IntStream.range(0, plan.slots().size())
            .mapToObj(k -> new SlotState(k, plan.slots().get(k), group(k)))
            .toArray(SlotState[]::new);
    scalings =
        plan.groups().stream()
            .map(group -> new ScalingStep(group.scaling()))
            .toArray(ScalingStep[]::new);
    for (int k = 0; k < plan.groups().size(); k++) {
      addUnits(k);
    }
    for (SlotState slot : slots) {
      slot.arrays().forEach((name, values) -> addArray(slot.name, name, values));
    }
  }

  private StepPlan.Group group(int slot) {
    return plan.groups().get(plan.slots().get(slot).group());
  }

  private void addUnits(int group) {
    Estimator estimator = plan.groups().get(group).estimator();
    SlotState[] members =
        Arrays.stream(slots).filter(slot -> slot.group == group).toArray(SlotState[]::new);
    if (plan.scope() == Scope.WHOLE_VECTOR) {
      addUnit(members, estimator, "group " + plan.groups().get(group).name());
    } else {
      for (SlotState slot : members) {
        addUnit(new SlotState[] {slot}, estimator, slot.name);
      }
    }
  }

  private void addUnit(SlotState[] members, Estimator estimator, String owner) {
    if (estimator instanceof Estimator.Stochastic) {
      units.add(new StochasticStep(members));
    } else if (estimator instanceof Estimator.Ema ema) {
      units.add(new EmaStep(members, ema));
    } else if (estimator instanceof Estimator.Diagonal diagonal) {
      units.add(new DiagonalStep(members, diagonal.training()));
    } else if (estimator instanceof Estimator.RankOne rankOne) {
      units.add(new RankOneStep(members, rankOne.training()));
    } else if (estimator instanceof Estimator.Full full) {
      FullStep unit = new FullStep(members, full.training());
      units.add(unit);
      addArray(owner, "A", unit.matrix);
      addArray(owner, "b", unit.b);
    }
  }

  private void addArray(String owner, String name, float[] values) {
    if (values.length > 0) {
      arrays.add(new StateArray(owner, name, values.length));
      contents.add(values);
    }
  }

  @Override
  public void step(StepContext in) {
    context = in;
    in.outcome = Outcome.DONE;
    in.gain = 0;
    if (!inspect()) {
      in.outcome = Outcome.NON_FINITE;
      return;
    }
    boolean failOnGain = plan.gainPolicy() == GainPolicy.FAIL;
    for (EstimatorStep unit : units) {
      if (unit.slots.length == 0) {
        continue;
      }
      unit.begin(in.scalars, unit.slots[0].group * StepScalars.COUNT, in.firstStep);
      unit.prepare(this, failOnGain);
      in.gain = Math.max(in.gain, unit.gain);
    }
    if (failOnGain && in.gain >= 2) {
      in.outcome = Outcome.UNSTABLE_GAIN;
      return;
    }
    update();
    project();
  }

  /**
   * Looks for non-finite gradients and finds the clip factor. False if the step must not be made.
   */
  private boolean inspect() {
    clipFactor = 1;
    boolean look = plan.nonFinite() != NonFinitePolicy.KEEP;
    boolean clip = plan.clipNorm() < Double.POSITIVE_INFINITY;
    if (!look && !clip) {
      return true;
    }
    double squares = 0;
    for (int k = 0; k < slots.length; k++) {
      for (int start = 0; start < slots[k].length; start += Reduction.BLOCK) {
        block.at = start;
        block.n = Math.min(Reduction.BLOCK, slots[k].length - start);
        block.fetchGradient(context.gradients[k]);
        if (look && !allFinite(k, start)) {
          return false;
        }
        if (clip) {
          clipValues();
          squares += reduction.block(block.g, block.gAt, block.g, block.gAt, block.n);
        }
      }
    }
    if (clip) {
      double norm = Math.sqrt(squares);
      if (look && !(norm < Double.POSITIVE_INFINITY)) {
        context.slot = -1;
        return false;
      }
      clipFactor = norm > plan.clipNorm() ? (float) (plan.clipNorm() / norm) : 1;
    }
    return true;
  }

  private boolean allFinite(int slot, int start) {
    float poison = 0; // x · 0 is 0 for finite x, NaN for the others
    for (int i = 0; i < block.n; i++) {
      poison += block.g[block.gAt + i] * 0f;
    }
    if (poison == 0) {
      return true;
    }
    int i = 0;
    while (Float.isFinite(block.g[block.gAt + i])) {
      i++;
    }
    context.slot = slot;
    context.element = (long) start + i;
    return false;
  }

  private void update() {
    StepContext out = context;
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
          fetch(slot, block, start, Math.min(Reduction.BLOCK, slot.length - start));
          unit.block(slot, block);
          if (out.report) {
            report(slot);
          }
          scalings[slot.group].block(slot, block);
          block.storeWeights(slot.weights);
        }
      }
      out.gain = Math.max(out.gain, unit.gain);
    }
  }

  @Override
  public void fetch(SlotState slot, Block x, int start, int count) {
    x.turnTo(slot.weights, start, count);
    x.fetchGradient(context.gradients[slot.index]);
    clipValues();
    if (clipFactor != 1) {
      x.scale(clipFactor);
    }
    float l2 = (float) context.scalars[slot.group * StepScalars.COUNT + StepScalars.L2];
    if (l2 != 0) {
      x.addL2(l2);
    }
  }

  private void clipValues() {
    if (plan.clipValue() < Double.POSITIVE_INFINITY) {
      block.clip((float) plan.clipValue());
    }
  }

  private void report(SlotState slot) {
    if (slot.estimate.length == 0) {
      slot.estimate = new float[slot.length];
    }
    System.arraycopy(block.direction, 0, slot.estimate, block.at, block.n);
    for (int i = 0; i < block.n; i++) {
      double g = block.g[block.gAt + i];
      double estimate = block.direction[i];
      context.gradientSquares += g * g;
      context.estimateSquares += estimate * estimate;
      context.errorSquares += (estimate - g) * (estimate - g);
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
        squares += reduction.block(block.w, block.wAt, block.w, block.wAt, block.n);
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
  public Block block() {
    return block;
  }

  @Override
  public Reduction reduction() {
    return reduction;
  }

  @Override
  public List<StateArray> arrays() {
    return List.copyOf(arrays);
  }

  @Override
  public void read(int array, float[] to) {
    float[] from = contents.get(array);
    System.arraycopy(from, 0, to, 0, from.length);
  }

  @Override
  public void write(int array, float[] from) {
    float[] to = contents.get(array);
    System.arraycopy(from, 0, to, 0, to.length);
  }

  @Override
  public void readEstimate(int slot, float[] to) {
    System.arraycopy(slots[slot].estimate, 0, to, 0, slots[slot].length);
  }

  @Override
  public long stateBytes() {
    return 4L * contents.stream().mapToLong(array -> array.length).sum();
  }

  @Override
  public void close() {}
}
