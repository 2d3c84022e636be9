package org.trainopt.experiments.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.trainopt.experiments.study.StudyResult.OverheadResult;

/** The tables that span all tasks: a row a task, a column a method. */
final class StudyTables {
  private static final String HOLM =
      "Geometric mean over seeds of the paired ratio, and below it its interval, corrected over the"
          + " tasks (Holm, 5 % in all). Below 1 is better. Where no verdict stands, no difference is"
          + " shown.";

  private final Findings findings;

  StudyTables(Findings findings) {
    this.findings = findings;
  }

  /** Mean final losses, the best one of each task marked, with ranks. */
  Table finalLoss() {
    Table table = Table.of("Mean final " + lossName() + ", and rank", "Task");
    findings.methods().forEach(name -> table.head().add(Cell.method(name)));
    for (TaskView task : findings.tasks()) {
      List<Cell> row = row(task);
      for (String name : findings.methods()) {
        row.add(task.method(name).map(StudyTables::lossCell).orElse(Cell.of(Numbers.NONE)));
      }
      table.add(row);
    }
    if (findings.tasks().size() > 1) {
      table.add(ranks());
    }
    return table.withNote(
        "Bold: the lowest mean. ≈: the 95 % interval of the paired ratio to the best contains 1 (not"
            + " corrected). A run that diverged makes a mean infinite.");
  }

  private List<Cell> ranks() {
    List<Cell> ranks = new ArrayList<>(List.of(Cell.words("Mean rank")));
    double[] means = findings.methods().stream().mapToDouble(this::meanRank).toArray();
    double lowest = Arrays.stream(means).min().orElse(Double.NaN);
    for (double mean : means) {
      Cell cell = Cell.of(Numbers.significant(mean, 2));
      ranks.add(mean == lowest ? cell.styled("best") : cell);
    }
    return ranks;
  }

  private String lossName() {
    return findings.family().isNetwork() ? findings.family().loss() : "training loss F(w)";
  }

  private static Cell lossCell(MethodView method) {
    String rank = "#" + method.rank() + (method.nearBest() ? " ≈" : "");
    String diverged =
        method.diverged() == 0
            ? ""
            : ", diverged " + method.diverged() + " of " + method.finals().length;
    Cell cell = Cell.of(Numbers.loss(method.loss().mean())).with(rank + diverged);
    return method.isBest() ? cell.styled("best") : cell;
  }

  private double meanRank(String name) {
    return findings.tasks().stream()
        .flatMap(t -> t.method(name).stream())
        .mapToInt(MethodView::rank)
        .average()
        .orElse(Double.NaN);
  }

  /** Every method against Adam by final loss. */
  Table lossToAdam() {
    return matrix(
            "Final loss against Adam: ratio and verdict", findings.lossToAdam(), Cell::lossRatio)
        .withNote(HOLM + " " + measures());
  }

  /** Every method against Adam by the steps it takes to Adam's loss. */
  Table stepsToAdam() {
    return matrix(
            "Steps to Adam’s loss, against Adam: ratio and verdict",
            findings.stepsToAdam(),
            Cell::stepsRatio)
        .withNote(
            HOLM
                + " The target is the worst final loss of Adam’s runs, which all of them reach; a run"
                + " that never reaches it counts as ∞.");
  }

  /** The ablation. */
  Table ablation() {
    return matrix(
            "A and b against b alone (Momentum): ratio and verdict",
            findings.lossToMomentum(),
            Cell::lossRatio)
        .withNote(HOLM + " " + measures());
  }

  private Table matrix(
      String caption, Map<String, List<Comparison>> comparisons, Function<Comparison, Cell> cell) {
    Table table = Table.of(caption, "Task");
    comparisons.keySet().forEach(name -> table.head().add(Cell.method(name)));
    for (TaskView task : findings.tasks()) {
      List<Cell> row = row(task);
      for (String name : comparisons.keySet()) {
        row.add(
            Findings.at(comparisons, name, task)
                .map(c -> cell.apply(c).terse())
                .orElse(Cell.of(Numbers.NONE)));
      }
      table.add(row);
    }
    return table;
  }

  /** Says which tasks compare losses instead of excess losses. */
  private String measures() {
    List<String> plain =
        findings.tasks().stream()
            .filter(t -> !t.measure().equals("excess loss"))
            .map(TaskView::title)
            .toList();
    if (findings.family().isNetwork()) {
      return "Ratios are of the final " + findings.family().loss() + ".";
    }
    return plain.isEmpty()
        ? "Ratios are of the excess loss F − F*."
        : "Ratios are of the excess loss F − F*, but of the loss itself on "
            + Headline.list(plain)
            + ", where F* is 0, unknown or not precise enough.";
  }

  /** The built-in controls. */
  Table controls() {
    Table table =
        Table.of(
            "Controls, against Adam’s reported runs",
            "Control",
            "Task",
            "Ratio",
            "p",
            "Must be",
            "Is",
            "Passed");
    for (Findings.Control control : findings.controls()) {
      Comparison c = control.comparison();
      table.add(
          List.of(
              Cell.words(c.method()),
              Cell.words(c.task().title()),
              Cell.of(Numbers.ratio(c.test().ratio())).with(Numbers.ratios(c.interval())),
              Cell.of(Numbers.probability(c.adjustedP()).replace("= ", "")),
              Cell.words(control.expected()),
              Cell.words(c.verdict().ofLoss()),
              control.passed() ? Cell.words("pass") : Cell.words("FAIL").styled("warn")));
    }
    return table.withNote(
        "The same seeds are compared paired (t test of log ratios), other seeds unpaired (Welch);"
            + " intervals and p are corrected over the tasks (Holm).");
  }

  /** Time of an iteration against SGD's. */
  Table overhead() {
    Table table = Table.of("Time of an iteration, as a multiple of SGD’s", "Task");
    findings.methods().forEach(name -> table.head().add(Cell.method(name)));
    for (TaskView task : findings.tasks()) {
      List<Cell> row = row(task);
      row.set(0, row.get(0).with("d = " + Numbers.count(task.task().dimension())));
      for (String name : findings.methods()) {
        row.add(task.overhead(name).map(StudyTables::overheadCell).orElse(Cell.of(Numbers.NONE)));
      }
      table.add(row);
    }
    String rounds =
        findings.study().tasks().stream()
            .flatMap(t -> t.overhead().stream())
            .map(o -> String.valueOf(o.rounds()))
            .distinct()
            .collect(Collectors.joining(", "));
    return table.withNote(
        rounds.isEmpty()
            ? "Not measured."
            : "Gradient and optimizer together. Median, lowest and highest of "
                + rounds
                + " rounds, in which the methods take turns, alone on the machine.");
  }

  static Cell overheadCell(OverheadResult o) {
    return Cell.of(Numbers.ratio(o.ratioToSgd()))
        .with(Numbers.ratio(o.ratioLow()) + " to " + Numbers.ratio(o.ratioHigh()));
  }

  private static List<Cell> row(TaskView task) {
    return new ArrayList<>(List.of(Cell.words(task.title())));
  }
}
