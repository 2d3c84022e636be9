package org.trainopt.experiments.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * A finished run, as its file tells it.
 *
 * @param header the first line: configuration, data, versions, kernels, machine
 * @param points figures on the way, in ascending order of steps, the first before any step
 * @param diverged true if the run met a non-finite loss or gradient; the points end before it
 * @param stepsMade steps made
 * @param finalLoss the loss at the end; +∞ if diverged
 * @param stateBytes bytes of optimizer state
 * @param seconds time spent in steps, without evaluations
 */
public record RunRecord(
    JsonNode header,
    List<Point> points,
    boolean diverged,
    int stepsMade,
    double finalLoss,
    long stateBytes,
    double seconds) {

  /**
   * Figures after some steps.
   *
   * @param step steps made before
   * @param figures the loss and other figures
   * @param seconds time spent in these steps, without evaluations
   */
  public record Point(int step, Evaluation figures, double seconds) {}
}
