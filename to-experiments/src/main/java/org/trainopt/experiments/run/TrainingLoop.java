package org.trainopt.experiments.run;

import org.trainopt.api.NonFiniteGradientException;
import org.trainopt.api.Optimizer;
import org.trainopt.experiments.task.Batches;

/**
 * The loop of training: rows, gradient, step. What is run is what is timed: runs, the overhead in a
 * study and {@code ./to bench loop} all go through here.
 */
public abstract class TrainingLoop implements AutoCloseable {
  private final Batches batches;
  private final int[] rows;
  private int step;

  /**
   * @param batches the rows of each step
   */
  protected TrainingLoop(Batches batches) {
    this.batches = batches;
    this.rows = new int[batches.largest()];
  }

  /** Leaves a batch's gradient where the optimizer takes it. */
  protected abstract void computeGradient(int[] rows, int count);

  /**
   * The same, with the batch's loss.
   *
   * @return the loss that the gradient is of
   */
  protected abstract double computeLossAndGradient(int[] rows, int count);

  /** The optimizer's step along the gradient that was left. */
  protected abstract void stepOptimizer();

  /** Waits until what was asked of a device is done, where there is one. */
  protected void finish() {}

  /** The optimizer, which steps the weights. */
  public abstract Optimizer optimizer();

  /** Figures of the current weights, over all rows. */
  public abstract Evaluation evaluate();

  /** ‖w‖ over all weights. */
  public abstract double weightNorm();

  @Override
  public abstract void close();

  /** Steps made. */
  public final int step() {
    return step;
  }

  /**
   * Makes steps until {@code end} are made in all.
   *
   * @throws NonFiniteGradientException from the optimizer; the step it refused is not counted
   */
  public final void advance(int end) {
    while (step < end) {
      computeGradient(rows, batches.next(step, rows));
      stepOptimizer();
      step++;
    }
  }

  /**
   * What {@link #advance} does, with the optimizer's part timed.
   *
   * @return nanoseconds in the optimizer's steps
   */
  public final long advanceTimed(int end) {
    long nanos = 0;
    while (step < end) {
      computeGradient(rows, batches.next(step, rows));
      finish();
      long start = System.nanoTime();
      stepOptimizer();
      finish();
      nanos += System.nanoTime() - start;
      step++;
    }
    return nanos;
  }

  /**
   * One step.
   *
   * @return the loss of its batch before the step, with the L2 term
   * @throws NonFiniteGradientException as {@link #advance} does
   */
  public final double advanceWithLoss() {
    double loss = computeLossAndGradient(rows, batches.next(step, rows));
    stepOptimizer();
    step++;
    return loss;
  }

  /** What {@link #advance} does, {@code count} times, without the optimizer's steps: to time it. */
  public final void computeGradients(int count) {
    for (int t = step; t < step + count; t++) {
      computeGradient(rows, batches.next(t, rows));
    }
  }
}
