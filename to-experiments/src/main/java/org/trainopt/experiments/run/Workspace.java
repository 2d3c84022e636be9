package org.trainopt.experiments.run;

import org.trainopt.api.OptimizerSpec;
import org.trainopt.experiments.task.Batches;
import org.trainopt.kernel.Execution;

/**
 * What one thread needs to train on a problem: scratch memory, or a network. One thread at a time.
 */
public interface Workspace extends AutoCloseable {
  /**
   * A loop of training; to be closed before the workspace. A run is one loop on a workspace of its
   * own; loops that share one are for timing.
   *
   * @param batches the rows of each step
   * @param spec the optimizer
   * @param execution where its steps run
   */
  TrainingLoop train(Batches batches, OptimizerSpec spec, Execution execution);

  @Override
  default void close() {}
}
