package org.trainopt.check.run;

import java.util.stream.LongStream;

/**
 * The times at which runs are recorded: two an octave from 1 to the horizon, which is one of them.
 *
 * @param horizon the last time, ≥ 1
 */
public record Grid(long horizon) {
  /** The times, ascending. The record of time t is taken at the weights after t steps. */
  public long[] times() {
    int octaves = 64 - Long.numberOfLeadingZeros(horizon);
    return LongStream.concat(
            LongStream.rangeClosed(0, 2L * octaves).map(k -> Math.round(Math.pow(2, k / 2.0))),
            LongStream.of(horizon))
        .filter(t -> t <= horizon)
        .sorted()
        .distinct()
        .toArray();
  }
}
