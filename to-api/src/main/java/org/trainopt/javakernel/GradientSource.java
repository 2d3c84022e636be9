package org.trainopt.javakernel;

import org.trainopt.api.NonFinitePolicy;
import org.trainopt.kernel.StepContext;
import org.trainopt.kernel.StepPlan;
import org.trainopt.kernel.StepScalars;

/**
 * A step's gradients as the estimators see them: looked at for NaN and infinities, clipped by value
 * and by global norm, with the L2 term added.
 */
final class GradientSource {
  private final StepPlan plan;
  private final SlotState[] slots;
  private final Block block = new Block();
  private final Reduction reduction = new Reduction();
  private StepContext context;
  private float clipFactor = 1;

  GradientSource(StepPlan plan, SlotState[] slots) {
    this.plan = plan;
    this.slots = slots;
    this.context = new StepContext(plan.groups().size(), slots.length);
  }

  /** The block that all phases work on, one after the other. */
  Block block() {
    return block;
  }

  /** Dot products in the canonical order. */
  Reduction reduction() {
    return reduction;
  }

  /**
   * Takes over a step's gradients, looks for non-finite ones and finds the clip factor. False if
   * the step must not be made; the context then says where.
   */
  boolean begin(StepContext in) {
    context = in;
    clipFactor = 1;
    boolean look = plan.nonFinite() != NonFinitePolicy.KEEP;
    boolean clip = plan.clipNorm() < Double.POSITIVE_INFINITY;
    if (!look && !clip) {
      return true;
    }
    double squares = 0;
    for (SlotState slot : slots) {
      for (int start = 0; start < slot.length; start += Reduction.BLOCK) {
        block.at = start;
        block.n = Math.min(Reduction.BLOCK, slot.length - start);
        block.fetchGradient(context.gradients[slot.index]);
        if (look && !allFinite(slot)) {
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

  private boolean allFinite(SlotState slot) {
    float[] g = block.g;
    int gAt = block.gAt;
    float largest = 0; // Math.max hands NaN on
    for (int i = 0; i < block.n; i++) {
      largest = Math.max(largest, Math.abs(g[gAt + i]));
    }
    if (largest <= Float.MAX_VALUE) {
      return true;
    }
    int i = 0;
    while (Float.isFinite(g[gAt + i])) {
      i++;
    }
    context.slot = slot.index;
    context.element = (long) block.at + i;
    return false;
  }

  /**
   * Turns the block to elements {@code [start, start + count)} of the slot, and fetches the weights
   * and the gradients.
   */
  void fetch(SlotState slot, int start, int count) {
    block.turnTo(slot.weights, start, count);
    block.fetchGradient(context.gradients[slot.index]);
    clipValues();
    if (clipFactor != 1) {
      block.scale(clipFactor);
    }
    float l2 = (float) context.scalars[slot.group * StepScalars.COUNT + StepScalars.L2];
    if (l2 != 0) {
      block.addL2(l2);
    }
  }

  private void clipValues() {
    if (plan.clipValue() < Double.POSITIVE_INFINITY) {
      block.clip((float) plan.clipValue());
    }
  }
}
