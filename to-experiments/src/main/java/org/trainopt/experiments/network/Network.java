package org.trainopt.experiments.network;

import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.trainopt.experiments.run.Evaluation;

/**
 * A model on LibTorch with its data: what a run trains. Its initial weights depend on nothing but
 * the seed it was opened with. An instance is used by one thread at a time, and holds native memory
 * until it is closed.
 */
public interface Network extends AutoCloseable {
  /**
   * The trainable parameters by name, float32, in a fixed order; the same tensors at every call.
   */
  Map<String, Tensor> parameters();

  /** The number of training rows that batches are drawn from. */
  int rows();

  /**
   * Adds the gradient of a batch's mean loss to the parameters' gradients, in training mode.
   *
   * @param rows row numbers; the first {@code count} are the batch, repeats allowed
   * @param count the batch's size
   * @return the batch's mean loss before the step
   */
  double backward(int[] rows, int count);

  /** Figures of the current weights, in evaluation mode. */
  Evaluation evaluate();

  @Override
  void close();
}
