package org.trainopt.experiments.task;

/** The rows of each step of a run. Asked in any order; the answer depends on the step alone. */
public interface Batches {
  /** The size of the largest batch. */
  int largest();

  /**
   * Writes the rows of a step to the front of {@code rows}.
   *
   * @param step from 0
   * @param rows at least {@link #largest} long
   * @return how many
   */
  int next(int step, int[] rows);
}
