package org.trainopt.check.mutation;

import java.util.Locale;
import org.trainopt.check.Verdict;
import org.trainopt.check.claim.Outcome;
import org.trainopt.check.stats.Interval;

/**
 * A line of the table of mutations.
 *
 * @param mutation the fault
 * @param by what looks for it
 * @param caught how many checks with the right answer give another one with the fault
 * @param of how many look
 * @param example one of them, that caught it if one did
 */
record Row(String mutation, String by, int caught, int of, Example example) {
  /** The table's head. */
  static final String HEAD =
      """
      | mutation | looked for by | caught by | example | without → with the mutation |
      |---|---|---|---|---|
      """;

  /**
   * A check without and with a fault.
   *
   * @param check what is checked
   */
  record Example(String check, Answer without, Answer with) {}

  /** An outcome with its figures in words. */
  record Answer(Outcome outcome, String figures) {
    static Answer of(Verdict verdict) {
      return verdict.reason().isEmpty()
          ? of(verdict.outcome(), verdict.estimate(), verdict.interval())
          : new Answer(verdict.outcome(), "(" + verdict.reason() + ")");
    }

    static Answer of(Outcome outcome, double estimate, Interval interval) {
      String limits =
          interval.low() < interval.high()
              ? " [" + number(interval.low()) + ", " + number(interval.high()) + "]"
              : "";
      return new Answer(outcome, number(estimate) + limits);
    }

    private static String number(double value) {
      return String.format(Locale.ROOT, "%.3g", value).replace('-', '−');
    }

    @Override
    public String toString() {
      return outcome + " " + figures;
    }
  }

  /** The line in Markdown. */
  String markdown() {
    String numbers = caught == 0 ? "none of " + of : caught + " of " + of;
    return String.format(
        "| %s | %s | %s | %s | %s → %s |\n",
        mutation, by, numbers, example.check(), example.without(), example.with());
  }
}
