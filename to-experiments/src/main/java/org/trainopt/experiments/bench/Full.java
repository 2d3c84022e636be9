package org.trainopt.experiments.bench;

import java.nio.FloatBuffer;
import java.util.SplittableRandom;
import org.trainopt.api.Estimator;
import org.trainopt.api.Optimizer;
import org.trainopt.api.OptimizerSpec;
import org.trainopt.api.Parameter;
import org.trainopt.api.Parameters;
import org.trainopt.api.Schedules;
import org.trainopt.api.Storage;
import org.trainopt.kernel.Execution;

/** Makes Full-TO optimizers of one dimension, in the storage that is the default. */
final class Full {
  /** Gradients take turns, so that the residual stays away from zero. */
  private static final int GRADIENTS = 4;

  private final Execution execution;
  private final FloatBuffer weights;
  private final Storage[][] gradients = new Storage[GRADIENTS][];

  Full(int d, String kernels, int threads) {
    execution = Execution.on(kernels).withThreads(threads);
    SplittableRandom random = new SplittableRandom(1);
    weights = Tensors.uniform(d, 0.01, random);
    for (int k = 0; k < GRADIENTS; k++) {
      gradients[k] = new Storage[] {Storage.of(Tensors.uniform(d, 0.5, random))};
    }
  }

  Optimizer fresh() {
    return OptimizerSpec.of(Estimator.full(Schedules.constant(1e-3), Schedules.constant(0.1)))
        .withLearningRate(Tensors.LEARNING_RATE)
        .build(Parameters.of(Parameter.of("w", weights)), execution);
  }

  Storage[] gradient(int step) {
    return gradients[step % GRADIENTS];
  }
}
