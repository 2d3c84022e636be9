package org.trainopt.experiments.run;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A finished run, as its file tells it.
 *
 * @param header the first line: configuration, data, versions, kernels, machine
 * @param steps the steps at which the loss over all rows was taken, ascending, from 0
 * @param loss that loss, with the L2 term
 * @param diverged true if the run met a non-finite loss or gradient; the curve ends before it
 * @param stepsMade steps made
 * @param finalLoss the loss over all rows at the end; +∞ if diverged
 * @param stateBytes bytes of optimizer state
 * @param seconds time spent in steps, without evaluations
 */
public record RunRecord(
    JsonNode header,
    int[] steps,
    double[] loss,
    boolean diverged,
    int stepsMade,
    double finalLoss,
    long stateBytes,
    double seconds) {}
