package org.trainopt.check.run;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/** What was recorded of one source: a value per metric, seed and time. */
public final class Trajectories {
  private final long[] times;
  private final Map<Metric, double[][]> values;

  /**
   * @param times the times, ascending
   * @param values by metric, one row a seed and one column a time
   */
  public Trajectories(long[] times, Map<Metric, double[][]> values) {
    this.times = times.clone();
    this.values = new EnumMap<>(values);
  }

  /** The times, ascending. */
  public long[] times() {
    return times.clone();
  }

  public int seeds() {
    return values.values().iterator().next().length;
  }

  /** One row a seed and one column a time. Not copied: do not write to it. */
  public double[][] of(Metric metric) {
    double[][] rows = values.get(metric);
    if (rows == null) {
      throw new IllegalArgumentException(metric + " was not recorded");
    }
    return rows;
  }

  /** The first seeds alone. */
  public Trajectories first(int count) {
    if (count == seeds()) {
      return this;
    }
    Map<Metric, double[][]> some = new EnumMap<>(Metric.class);
    values.forEach((metric, rows) -> some.put(metric, Arrays.copyOf(rows, count)));
    return new Trajectories(times, some);
  }

  /** These seeds followed by others of the same source. */
  public Trajectories followedBy(Trajectories more) {
    Map<Metric, double[][]> joined = new EnumMap<>(Metric.class);
    values.forEach(
        (metric, rows) -> {
          double[][] all = Arrays.copyOf(rows, rows.length + more.seeds());
          System.arraycopy(more.of(metric), 0, all, rows.length, more.seeds());
          joined.put(metric, all);
        });
    return new Trajectories(times, joined);
  }
}
