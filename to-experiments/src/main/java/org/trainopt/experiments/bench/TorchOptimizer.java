package org.trainopt.experiments.bench;

import java.util.function.Function;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.Optimizer;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/** LibTorch's own optimizer classes, what a user of LibTorch gets by default. */
final class TorchOptimizer extends Stepper {
  private final PointerScope scope;
  private final Optimizer optimizer;

  private TorchOptimizer(
      Tensor[] weights, Tensor[] gradients, Function<TensorVector, Optimizer> maker) {
    // Closed here it only leaves the thread's stack of scopes; close() below frees what it holds.
    try (PointerScope held = new PointerScope().extend()) {
      scope = held;
      for (int k = 0; k < weights.length; k++) {
        weights[k].set_requires_grad(true);
        weights[k].mutable_grad().put(gradients[k]);
      }
      optimizer = maker.apply(new TensorVector(weights));
    }
  }

  static TorchOptimizer adam(Tensor[] weights, Tensor[] gradients, double learningRate) {
    return new TorchOptimizer(
        weights, gradients, list -> new Adam(list, adamOptions(learningRate)));
  }

  static TorchOptimizer sgd(Tensor[] weights, Tensor[] gradients, double learningRate) {
    return new TorchOptimizer(
        weights, gradients, list -> new SGD(list, new SGDOptions(learningRate)));
  }

  /** Adam's options; this binding hands out the betas in reverse order. */
  static AdamOptions adamOptions(double learningRate) {
    AdamOptions options = new AdamOptions(learningRate);
    options.betas().put(0, FusedAdamW.BETA2).put(1, FusedAdamW.BETA1);
    options.eps().put(FusedAdamW.EPSILON);
    return options;
  }

  @Override
  void step() {
    optimizer.step().close(); // the loss, which there is none of
  }

  @Override
  public void close() {
    scope.close();
  }
}
