package org.trainopt.experiments.study;

/**
 * A run's seed from the study's master seed and the repetition; tuning, reported and control runs
 * never share one.
 */
final class Seeds {
  private Seeds() {}

  static long tuning(long master, int repetition) {
    return master * 1_000_000 + 100_000 + repetition;
  }

  static long reported(long master, int repetition) {
    return master * 1_000_000 + 400_000 + repetition; // pilots looked at 200_000 and on
  }

  static long control(long master, int repetition) {
    return master * 1_000_000 + 300_000 + repetition;
  }
}
