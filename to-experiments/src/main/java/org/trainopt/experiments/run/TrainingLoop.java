package org.trainopt.experiments.run;

import org.trainopt.api.NonFiniteGradientException;
import org.trainopt.api.Optimizer;
import org.trainopt.api.OptimizerSpec;
import org.trainopt.api.Parameter;
import org.trainopt.api.Parameters;
import org.trainopt.experiments.task.Batches;
import org.trainopt.experiments.task.Objective;
import org.trainopt.kernel.Execution;

/**
 * The loop of training from w₀ = 0: rows, gradient, step. What is run is what is timed: runs, the
 * overhead in a study and {@code ./to bench loop} all go through here.
 */
public final class TrainingLoop implements AutoCloseable {
  private final Objective objective;
  private final Batches batches;
  private final Optimizer optimizer;
  private final float[] weights;
  private final float[] gradient;
  private final int[] rows;
  private int step;

  /**
   * @param objective what to minimise; loops on one thread may share one
   * @param batches the rows of each step
   * @param spec the optimizer
   * @param execution where its steps run
   */
  public TrainingLoop(
      Objective objective, Batches batches, OptimizerSpec spec, Execution execution) {
    this.objective = objective;
    this.batches = batches;
    this.weights = new float[objective.dimension()];
    this.gradient = new float[objective.dimension()];
    this.rows = new int[batches.largest()];
    this.optimizer = spec.build(Parameters.of(Parameter.of("weights", weights)), execution);
  }

  /** Steps made. */
  public int step() {
    return step;
  }

  /** The weights themselves. */
  public float[] weights() {
    return weights;
  }

  /** The optimizer, which steps the weights. */
  public Optimizer optimizer() {
    return optimizer;
  }

  /** The loss over all rows, with the L2 term. */
  public double loss() {
    return objective.loss(weights);
  }

  /**
   * Makes steps until {@code end} are made in all.
   *
   * @throws NonFiniteGradientException from the optimizer; the step it refused is not counted
   */
  public void advance(int end) {
    while (step < end) {
      computeGradient(step);
      optimizer.step(gradient);
      step++;
    }
  }

  /**
   * One step.
   *
   * @return the loss of its batch before the step, with the L2 term
   * @throws NonFiniteGradientException as {@link #advance} does
   */
  public double advanceWithLoss() {
    int count = batches.next(step, rows);
    double loss = objective.batchGradient(weights, rows, count, gradient);
    optimizer.step(gradient);
    step++;
    return loss;
  }

  /** What {@link #advance} does, {@code count} times, without the optimizer's steps: to time it. */
  public void computeGradients(int count) {
    for (int t = step; t < step + count; t++) {
      computeGradient(t);
    }
  }

  private void computeGradient(int at) {
    int count = batches.next(at, rows);
    objective.gradientOnly(weights, rows, count, gradient);
  }

  @Override
  public void close() {
    optimizer.close();
  }
}
