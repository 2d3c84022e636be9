package org.trainopt.experiments.task;

/**
 * A finite sum to minimise over one vector of weights. An instance has scratch of its own: one
 * thread at a time.
 */
public interface Objective {
  /** The number of weights d. */
  int dimension();

  /**
   * The loss of a batch and its gradient.
   *
   * @param weights of length d
   * @param rows row numbers; the first {@code count} are the batch, repeats allowed
   * @param count the batch's size
   * @param gradient of length d, overwritten
   * @return the mean loss over the batch, with the L2 term
   */
  double batchGradient(float[] weights, int[] rows, int count, float[] gradient);

  /**
   * The same gradient without what only the L2 term's value needs.
   *
   * @return the mean loss over the batch, without the L2 term
   */
  double gradientOnly(float[] weights, int[] rows, int count, float[] gradient);

  /** The mean loss over all rows, with the L2 term. */
  double loss(float[] weights);
}
