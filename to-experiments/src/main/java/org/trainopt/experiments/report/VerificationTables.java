package org.trainopt.experiments.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.trainopt.check.Verdict;
import org.trainopt.check.claim.Outcome;
import org.trainopt.check.claim.Role;

/** The page's tables of verdicts. */
final class VerificationTables {
  private VerificationTables() {}

  /** A claim's verdicts: a row a variant and a column a problem where they ask the same. */
  static Table claims(List<Verdict> claims) {
    return VerdictView.isMatrix(claims) ? matrix(claims) : list("Verdicts", claims);
  }

  /** Figures without a rule, a table a statistic. */
  static List<Table> figures(List<Verdict> figures) {
    Map<String, List<Verdict>> groups = new LinkedHashMap<>();
    figures.forEach(
        v -> groups.computeIfAbsent(VerdictView.statistic(v), s -> new ArrayList<>()).add(v));
    return groups.values().stream().map(VerificationTables::matrix).toList();
  }

  private static Table matrix(List<Verdict> verdicts) {
    Verdict first = verdicts.get(0);
    List<String> problems = verdicts.stream().map(v -> v.check().problem()).distinct().toList();
    List<String> head = new ArrayList<>(List.of("optimizer"));
    head.addAll(problems);
    boolean figure = first.check().role() == Role.FIGURE;
    String rule = figure ? ", without a rule" : "; accepted if " + first.check().rule().text();
    Table table = Table.of(VerdictView.statistic(first) + rule, head.toArray(String[]::new));
    for (String variant : verdicts.stream().map(v -> v.check().variant()).distinct().toList()) {
      List<Cell> row = new ArrayList<>(List.of(Cell.of(variant)));
      for (String problem : problems) {
        row.add(
            verdicts.stream()
                .filter(v -> v.check().variant().equals(variant))
                .filter(v -> v.check().problem().equals(problem))
                .findFirst()
                .map(VerificationTables::cell)
                .orElse(Cell.of("")));
      }
      table.add(row);
    }
    return table;
  }

  private static Cell cell(Verdict verdict) {
    if (verdict.outcome() == Outcome.SKIPPED) {
      return Cell.of("skipped");
    }
    boolean figure = verdict.outcome() == Outcome.REPORTED;
    Cell cell =
        new Cell(
            VerdictView.number(verdict.estimate()),
            figure ? "" : VerdictView.word(verdict.outcome()),
            VerdictView.interval(verdict),
            List.of(),
            Double.NaN);
    return styled(cell, verdict.outcome() == Outcome.ACCEPT, verdict.outcome());
  }

  private static Cell styled(Cell cell, boolean good, Outcome outcome) {
    if (good) {
      return cell.styled("better");
    }
    return outcome == Outcome.REJECT || outcome == Outcome.INCONCLUSIVE
        ? cell.styled("worse")
        : cell;
  }

  /** Controls with what they must do. */
  static Table controls(List<Verdict> controls) {
    return list("Controls", controls);
  }

  private static Table list(String caption, List<Verdict> verdicts) {
    boolean controls = verdicts.stream().anyMatch(v -> v.check().role() != Role.CLAIM);
    Table table =
        new Table(
            caption,
            List.of(
                Cell.of("what"),
                Cell.words("outcome"),
                Cell.words(controls ? "must" : "on"),
                Cell.of("value"),
                Cell.words("rule"),
                Cell.words("statistic")),
            new ArrayList<>(),
            "");
    for (Verdict verdict : verdicts) {
      boolean accept = verdict.check().role() == Role.MUST_ACCEPT;
      Cell value =
          new Cell(
              VerdictView.number(verdict.estimate()),
              "",
              VerdictView.interval(verdict),
              List.of(),
              Double.NaN);
      Cell outcome = Cell.words(VerdictView.word(verdict.outcome()));
      boolean good =
          controls
              ? verdict.asItMust() && verdict.outcome() != Outcome.SKIPPED
              : verdict.outcome() == Outcome.ACCEPT;
      String on = verdict.check().problem();
      Cell statistic =
          new Cell(
              VerdictView.statistic(verdict), "", verdict.reason(), List.of("words"), Double.NaN);
      table.add(
          List.of(
              Cell.of(verdict.check().variant() + (controls && !on.equals("–") ? ", " + on : "")),
              good ? outcome.styled("better") : wrong(outcome, verdict),
              Cell.words(controls ? (accept ? "be accepted" : "be rejected") : on),
              value,
              Cell.words(verdict.check().rule().text()),
              statistic));
    }
    return table;
  }

  private static Cell wrong(Cell cell, Verdict verdict) {
    return verdict.outcome() == Outcome.SKIPPED ? cell : cell.styled("worse");
  }
}
