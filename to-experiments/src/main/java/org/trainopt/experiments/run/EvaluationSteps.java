package org.trainopt.experiments.run;

import java.util.TreeSet;

/**
 * The steps at which a run's loss over all rows is taken: half of them evenly spaced, half
 * geometrically.
 */
final class EvaluationSteps {
  private EvaluationSteps() {}

  /** Ascending, with 0 and {@code steps}, about {@code points} in all. */
  static int[] of(int steps, int points) {
    TreeSet<Integer> at = new TreeSet<>();
    at.add(0);
    at.add(steps);
    int half = Math.max(1, points / 2);
    for (int i = 1; i < half; i++) {
      at.add((int) Math.round((double) steps * i / half));
      at.add((int) Math.round(StrictMath.pow(steps, (double) i / half)));
    }
    return at.stream().mapToInt(Integer::intValue).toArray();
  }
}
