package org.trainopt.experiments.report;

import java.util.List;
import java.util.Locale;
import org.trainopt.check.Verdict;
import org.trainopt.check.claim.Outcome;
import org.trainopt.check.claim.Role;

/** Verdicts in the words and groups that both the page and the terminal use. */
final class VerdictView {
  private VerdictView() {}

  static List<Verdict> claims(List<Verdict> verdicts) {
    return verdicts.stream().filter(v -> v.check().role() == Role.CLAIM).toList();
  }

  static List<Verdict> controls(List<Verdict> verdicts) {
    return verdicts.stream()
        .filter(v -> v.check().role() == Role.MUST_ACCEPT || v.check().role() == Role.MUST_REJECT)
        .toList();
  }

  static List<Verdict> figures(List<Verdict> verdicts) {
    return verdicts.stream().filter(v -> v.check().role() == Role.FIGURE).toList();
  }

  static long count(List<Verdict> verdicts, Outcome outcome) {
    return verdicts.stream().filter(v -> v.outcome() == outcome).count();
  }

  /** What is measured, without what differs from problem to problem. */
  static String statistic(Verdict verdict) {
    String text = verdict.check().evidence().statistic();
    int on = text.indexOf(" on log");
    return on < 0 ? text : text.substring(0, on);
  }

  /** Whether all verdicts ask the same of variants and problems, so that a matrix shows them. */
  static boolean isMatrix(List<Verdict> verdicts) {
    return !verdicts.isEmpty()
        && verdicts.stream().map(VerdictView::statistic).distinct().count() == 1
        && verdicts.stream().map(v -> v.check().rule().text()).distinct().count() == 1
        && verdicts.stream().map(v -> v.check().variant() + v.check().problem()).distinct().count()
            == verdicts.size();
  }

  static String word(Outcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT);
  }

  static String number(double value) {
    return Numbers.significant(value, 3).replace('-', '−');
  }

  /** {@code −1.04 to −0.961}; a point where the limits are equal. */
  static String interval(Verdict verdict) {
    double low = verdict.interval().low();
    double high = verdict.interval().high();
    return low == high || Double.isNaN(low) ? "" : number(low) + " to " + number(high);
  }

  /** {@code 31 of 32 accepted, 1 inconclusive}. */
  static String tally(List<Verdict> claims) {
    long asked = claims.size() - count(claims, Outcome.SKIPPED);
    StringBuilder text = new StringBuilder();
    text.append(count(claims, Outcome.ACCEPT)).append(" of ").append(asked).append(" accepted");
    for (Outcome outcome : List.of(Outcome.REJECT, Outcome.INCONCLUSIVE)) {
      long count = count(claims, outcome);
      if (count > 0) {
        text.append(", ").append(count).append(' ');
        text.append(outcome == Outcome.REJECT ? "rejected" : "inconclusive");
      }
    }
    long skipped = count(claims, Outcome.SKIPPED);
    return skipped == 0 ? text.toString() : text + ", " + skipped + " skipped";
  }

  /** {@code all 14 controls as they must}, with those skipped. */
  static String controlTally(List<Verdict> controls) {
    long skipped = count(controls, Outcome.SKIPPED);
    long asked = controls.size() - skipped;
    long wrong = controls.stream().filter(v -> !v.asItMust()).count();
    String text =
        wrong > 0
            ? wrong + " of " + Numbers.plural(asked, "control") + " did NOT come out as they must"
            : asked == 1
                ? "its control came out as it must"
                : "all " + asked + " controls came out as they must";
    return skipped == 0 ? text : text + ", " + skipped + " skipped";
  }
}
