package org.trainopt.experiments.bench;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.trainopt.api.NonFinitePolicy;
import org.trainopt.api.Optimizer;
import org.trainopt.api.OptimizerSpec;
import org.trainopt.api.Parameter;
import org.trainopt.api.Parameters;
import org.trainopt.api.StatePrecision;
import org.trainopt.api.Storage;
import org.trainopt.kernel.Execution;

/**
 * One of our optimizers on some kernels, through the public API.
 *
 * @param method which optimizer
 * @param kernels the provider's name
 * @param precision of the estimator's state
 * @param heap weights and gradients in heap arrays instead of off-heap memory
 * @param guarded gradients are inspected before the step ({@link NonFinitePolicy#FAIL}, the
 *     default); the rivals do not look
 */
record Ours(
    Method method, String kernels, StatePrecision precision, boolean heap, boolean guarded) {
  String name() {
    return method.label
        + " "
        + kernels
        + (bfloat16() ? " bf16" : "")
        + (heap ? " heap" : "")
        + (guarded ? "" : " unguarded");
  }

  /** Bytes a step reads and writes per weight. */
  int bytes() {
    return method.bytes(bfloat16(), guarded);
  }

  private boolean bfloat16() {
    return precision == StatePrecision.BFLOAT16;
  }

  Contender open(Tensors tensors, int threads) {
    OptimizerSpec spec = method.spec((double) tensors.length()).withStatePrecision(precision);
    if (!guarded) {
      spec = spec.withNonFinite(NonFinitePolicy.KEEP);
    }
    List<Parameter> parameters = new ArrayList<>();
    for (FloatBuffer weights : tensors.weights) {
      parameters.add(new Parameter("w" + parameters.size(), storage(weights)));
    }
    Storage[] gradients = tensors.gradients.stream().map(this::storage).toArray(Storage[]::new);
    Execution execution = Execution.on(kernels).withThreads(threads);
    return new Stepping(spec.build(new Parameters(parameters), execution), gradients, tensors);
  }

  private Storage storage(FloatBuffer buffer) {
    return heap ? Storage.of(Tensors.copy(buffer)) : Storage.of(buffer);
  }

  private static final class Stepping extends Stepper {
    private final Optimizer optimizer;
    private final Storage[] gradients;
    private final Tensors tensors;

    Stepping(Optimizer optimizer, Storage[] gradients, Tensors tensors) {
      this.optimizer = optimizer;
      this.gradients = gradients;
      this.tensors = tensors;
    }

    @Override
    void step() {
      optimizer.step(gradients);
    }

    @Override
    public void close() {
      tensors.requireFinite();
      optimizer.close();
    }
  }
}
