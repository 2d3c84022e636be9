package org.trainopt.experiments.stats;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Holm's step-down correction of a family of tests (S. Holm, A simple sequentially rejective
 * multiple test procedure, 1979), with intervals that agree with it.
 */
public final class Holm {
  private final double[] adjusted;
  private final double[] levels;

  /**
   * Corrects a family.
   *
   * @param pValues one a test, in [0, 1]
   * @param alpha the chance of one false claim or more in the whole family, in (0, 1)
   */
  public Holm(double[] pValues, double alpha) {
    int m = pValues.length;
    adjusted = new double[m];
    levels = new double[m];
    int[] order =
        IntStream.range(0, m)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> pValues[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    double running = 0;
    double level = alpha / Math.max(1, m);
    for (int rank = 0; rank < m; rank++) {
      int test = order[rank];
      // From the first test on that is not rejected, the level stays where it is: an interval
      // excludes 1 exactly where Holm's procedure rejects.
      if (running <= alpha) {
        level = alpha / (m - rank);
      }
      running = Math.max(running, Math.min(1, (m - rank) * pValues[test]));
      adjusted[test] = running;
      levels[test] = level;
    }
  }

  /** The adjusted p-value of a test: the family's level at which it would just be rejected. */
  public double adjusted(int test) {
    return adjusted[test];
  }

  /** One minus the confidence at which the test's interval is to be taken. */
  public double level(int test) {
    return levels[test];
  }
}
