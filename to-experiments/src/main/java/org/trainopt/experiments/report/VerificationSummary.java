package org.trainopt.experiments.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.trainopt.check.Verdict;
import org.trainopt.check.VerificationResult;
import org.trainopt.check.claim.Claim;
import org.trainopt.check.claim.Outcome;
import org.trainopt.check.claim.Role;

/** A verification as a table for the terminal. */
public final class VerificationSummary {
  private VerificationSummary() {}

  /**
   * A block a claim: its matrix of variants and problems where it has one, what was not accepted,
   * and its controls; then the answer.
   */
  public static String of(VerificationResult result) {
    StringBuilder text = new StringBuilder();
    for (Claim claim : result.claims()) {
      block(text, claim, result.of(claim));
    }
    text.append(answer(result)).append('\n');
    return text.toString();
  }

  private static void block(StringBuilder text, Claim claim, List<Verdict> verdicts) {
    List<Verdict> claims = VerdictView.claims(verdicts);
    List<Verdict> controls = VerdictView.controls(verdicts);
    text.append(claim.id()).append("  ").append(claim.statement()).append('\n');
    if (VerdictView.isMatrix(claims)) {
      matrix(text, claims);
    }
    for (Verdict verdict : claims) {
      if (verdict.outcome() != Outcome.ACCEPT && verdict.outcome() != Outcome.SKIPPED) {
        text.append("    ").append(line(verdict)).append('\n');
      }
    }
    text.append("    ").append(VerdictView.tally(claims));
    text.append("; ").append(VerdictView.controlTally(controls)).append('\n');
    skipped(text, verdicts);
    for (Verdict verdict : controls) {
      if (!verdict.asItMust()) {
        String must = verdict.check().role() == Role.MUST_ACCEPT ? "accept" : "reject";
        text.append("    must ").append(must).append(": ").append(line(verdict)).append('\n');
      }
    }
    text.append('\n');
  }

  private static void matrix(StringBuilder text, List<Verdict> claims) {
    Map<String, Map<String, String>> rows = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    for (Verdict verdict : claims) {
      String problem = verdict.check().problem();
      if (!problems.contains(problem)) {
        problems.add(problem);
      }
      String mark =
          switch (verdict.outcome()) {
            case ACCEPT -> "";
            case REJECT -> " REJECT";
            case INCONCLUSIVE -> " open";
            case SKIPPED, REPORTED -> "";
          };
      String cell =
          verdict.outcome() == Outcome.SKIPPED
              ? "skipped"
              : VerdictView.number(verdict.estimate()) + mark;
      rows.computeIfAbsent(verdict.check().variant(), v -> new LinkedHashMap<>())
          .put(problem, cell);
    }
    text.append("    ").append(VerdictView.statistic(claims.get(0)));
    text.append("; accepted if ").append(claims.get(0).check().rule().text()).append('\n');
    int wide = rows.keySet().stream().mapToInt(String::length).max().orElse(0);
    text.append("    ").append(" ".repeat(wide));
    problems.forEach(problem -> text.append(pad(problem, 14)));
    text.append('\n');
    rows.forEach(
        (variant, cells) -> {
          text.append("    ").append(variant).append(" ".repeat(wide - variant.length()));
          problems.forEach(problem -> text.append(pad(cells.getOrDefault(problem, ""), 14)));
          text.append('\n');
        });
  }

  private static String pad(String cell, int width) {
    return " ".repeat(Math.max(1, width - cell.length())) + cell;
  }

  private static String line(Verdict verdict) {
    String interval = VerdictView.interval(verdict);
    return VerdictView.word(verdict.outcome()).toUpperCase(Locale.ROOT)
        + "  "
        + verdict.check().variant()
        + " on "
        + verdict.check().problem()
        + ": "
        + verdict.check().evidence().statistic()
        + " = "
        + VerdictView.number(verdict.estimate())
        + (interval.isEmpty() ? "" : " (" + interval + ")")
        + ", accepted if "
        + verdict.check().rule().text()
        + (verdict.reason().isEmpty() ? "" : "; " + verdict.reason());
  }

  /** What is left out, by reason. */
  private static void skipped(StringBuilder text, List<Verdict> verdicts) {
    Map<String, List<String>> byReason = new LinkedHashMap<>();
    for (Verdict verdict : verdicts) {
      if (verdict.outcome() == Outcome.SKIPPED) {
        boolean claim = verdict.check().role() == Role.CLAIM;
        String what = claim ? "claims on " + verdict.check().problem() : verdict.check().variant();
        List<String> names = byReason.computeIfAbsent(verdict.reason(), r -> new ArrayList<>());
        if (!names.contains(what)) {
          names.add(what);
        }
      }
    }
    byReason.forEach(
        (reason, names) ->
            text.append("    skipped: ")
                .append(String.join("; ", names))
                .append(": ")
                .append(reason)
                .append('\n'));
  }

  /** The answer in one or two sentences. */
  static String answer(VerificationResult result) {
    List<Verdict> claims = VerdictView.claims(result.verdicts());
    if (result.isVoid()) {
      return "The verdicts are VOID: "
          + Numbers.plural(result.misbehaved().size(), "control")
          + " did not come out as they must.";
    }
    List<Verdict> controls = VerdictView.controls(result.verdicts());
    String all =
        VerdictView.count(claims, Outcome.SKIPPED) == 0
            ? "All claims are accepted"
            : "All claims that this size can ask are accepted";
    String open =
        result.exitCode() == 0
            ? all
            : VerdictView.count(claims, Outcome.SKIPPED) == claims.size()
                ? "No claim can be asked at this size"
                : result.exitCode() == 1
                    ? "Not all claims are accepted"
                    : "Some claims are left open";
    return open
        + ": "
        + VerdictView.tally(claims)
        + ". "
        + upper(VerdictView.controlTally(controls))
        + ".";
  }

  private static String upper(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }
}
