package org.trainopt.experiments.network;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.trainopt.api.Optimizer;
import org.trainopt.api.OptimizerSpec;
import org.trainopt.experiments.InputException;
import org.trainopt.experiments.run.Evaluation;
import org.trainopt.experiments.run.TrainingLoop;
import org.trainopt.experiments.task.Batches;
import org.trainopt.kernel.Execution;
import org.trainopt.torch.TorchOptimizer;

/** Trains a network: LibTorch's gradients, this project's steps. */
final class NetworkLoop extends TrainingLoop {
  private final Network network;
  private final TorchOptimizer optimizer;
  private final boolean onDevice;

  /**
   * @param network stays open when the loop is closed
   * @throws InputException if the spec does not fit the network or the kernels do not reach it
   */
  NetworkLoop(Network network, Batches batches, OptimizerSpec spec, Execution execution) {
    super(batches);
    this.network = network;
    this.onDevice = network.parameters().values().stream().anyMatch(Tensor::is_cuda);
    try {
      this.optimizer = TorchOptimizer.of(spec, network.parameters(), execution);
    } catch (IllegalArgumentException e) {
      throw new InputException(String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  protected void computeGradient(int[] rows, int count) {
    computeLossAndGradient(rows, count);
  }

  @Override
  protected double computeLossAndGradient(int[] rows, int count) {
    optimizer.zeroGrad();
    return network.backward(rows, count);
  }

  @Override
  protected void stepOptimizer() {
    optimizer.step();
  }

  @Override
  protected void finish() {
    if (onDevice) {
      torch.cuda_synchronize();
    }
  }

  @Override
  public Optimizer optimizer() {
    return optimizer.optimizer();
  }

  @Override
  public Evaluation evaluate() {
    return network.evaluate();
  }

  @Override
  @SuppressWarnings("try") // the scope is there to be closed
  public double weightNorm() {
    double squares = 0;
    try (PointerScope local = new PointerScope()) {
      for (Tensor parameter : network.parameters().values()) {
        Tensor exact = parameter.detach().to(torch.ScalarType.Double);
        squares += exact.mul(exact).sum().item_double();
      }
    }
    return Math.sqrt(squares);
  }

  @Override
  public void close() {
    optimizer.close();
  }
}
