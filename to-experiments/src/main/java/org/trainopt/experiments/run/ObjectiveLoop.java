package org.trainopt.experiments.run;

import org.trainopt.api.Optimizer;
import org.trainopt.api.OptimizerSpec;
import org.trainopt.api.Parameter;
import org.trainopt.api.Parameters;
import org.trainopt.experiments.task.Batches;
import org.trainopt.experiments.task.Objective;
import org.trainopt.kernel.Execution;

/** Trains one vector of weights from w₀ = 0. */
public final class ObjectiveLoop extends TrainingLoop {
  private final Objective objective;
  private final Optimizer optimizer;
  private final float[] weights;
  private final float[] gradient;

  /**
   * @param objective what to minimise; loops on one thread may share one
   * @param batches the rows of each step
   * @param spec the optimizer
   * @param execution where its steps run
   */
  public ObjectiveLoop(
      Objective objective, Batches batches, OptimizerSpec spec, Execution execution) {
    super(batches);
    this.objective = objective;
    this.weights = new float[objective.dimension()];
    this.gradient = new float[objective.dimension()];
    this.optimizer = spec.build(Parameters.of(Parameter.of("weights", weights)), execution);
  }

  /** The weights themselves. */
  public float[] weights() {
    return weights;
  }

  /** The loss over all rows, with the L2 term. */
  public double loss() {
    return objective.loss(weights);
  }

  @Override
  public Optimizer optimizer() {
    return optimizer;
  }

  @Override
  public Evaluation evaluate() {
    return Evaluation.of(loss());
  }

  @Override
  public double weightNorm() {
    double squares = 0;
    for (float weight : weights) {
      squares += (double) weight * weight;
    }
    return Math.sqrt(squares);
  }

  @Override
  protected void computeGradient(int[] rows, int count) {
    objective.gradientOnly(weights, rows, count, gradient);
  }

  @Override
  protected double computeLossAndGradient(int[] rows, int count) {
    return objective.batchGradient(weights, rows, count, gradient);
  }

  @Override
  protected void stepOptimizer() {
    optimizer.step(gradient);
  }

  @Override
  public void close() {
    optimizer.close();
  }
}
