package org.trainopt.kernel;

import org.trainopt.api.Storage;

/**
 * What goes in and out of one {@link StepKernel#step}. One instance serves all steps of an
 * optimizer, so that a step allocates nothing; the optimizer fills the first part, the kernel the
 * second.
 */
public final class StepContext {
  /** In: {@link StepScalars}, group by group. */
  public final double[] scalars;

  /** In: the gradients, one a slot, of the slots' lengths. */
  public final Storage[] gradients;

  /** In: true at the very first step, when b₀ = g₀ is set where asked for. */
  public boolean firstStep;

  /** In: true if somebody wants the norms below and {@link StepKernel#readEstimate}. */
  public boolean report;

  /** Out: whether the step was made. */
  public Outcome outcome = Outcome.DONE;

  /**
   * Out, where the outcome is NON_FINITE: the slot, or −1 where only the global norm overflowed.
   */
  public int slot;

  /** Out, where the outcome is NON_FINITE: the element in the slot. */
  public long element;

  /** Out: the largest gain κ of the step; see {@link org.trainopt.api.StepReport#gain()}. */
  public double gain;

  /** Out, on report: Σ g². */
  public double gradientSquares;

  /** Out, on report: Σ Ĝ². */
  public double estimateSquares;

  /** Out, on report: Σ (Ĝ − g)². */
  public double errorSquares;

  public StepContext(int groups, int slots) {
    scalars = new double[groups * StepScalars.COUNT];
    gradients = new Storage[slots];
  }

  /** How a step ended. */
  public enum Outcome {
    /** The weights and the state are one step further. */
    DONE,
    /** A gradient is not finite and the plan says to look; nothing was changed. */
    NON_FINITE,
    /** A gain of 2 or more and the plan says to fail; nothing was changed. */
    UNSTABLE_GAIN
  }
}
