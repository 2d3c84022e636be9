package org.trainopt.experiments.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.trainopt.experiments.stats.Bootstrap;
import org.trainopt.experiments.stats.Summary;
import org.trainopt.experiments.study.StudyResult.Axis;
import org.trainopt.experiments.study.StudyResult.OptimumInfo;
import org.trainopt.experiments.study.StudyResult.OverheadResult;

/** The tables of one task: a row a method. */
final class TaskTables {
  private final Findings findings;
  private final TaskView task;

  TaskTables(Findings findings, TaskView task) {
    this.findings = findings;
    this.task = task;
  }

  /** All of them, in the order of the report. */
  List<Table> all() {
    return task.metrics().isEmpty()
        ? List.of(results(), winners(), cost())
        : List.of(results(), figures(), winners(), cost());
  }

  /** Losses with intervals, ratios and verdicts. */
  Table results() {
    Table table =
        Table.of("Results over the reported seeds", "Method", "Final loss, mean ± sd", "Median");
    if (!task.family().isNetwork()) {
      table.head().add(Cell.of("Excess, mean"));
    }
    table.head().add(Cell.of("Loss against Adam"));
    table.head().add(Cell.of("Steps to " + Numbers.loss(task.target())));
    table.head().add(Cell.of("Steps against Adam"));
    for (MethodView method : task.methods()) {
      List<Cell> row = new ArrayList<>(losses(method));
      row.add(against(Findings.at(findings.lossToAdam(), method.name(), task), Cell::lossRatio));
      row.add(steps(method));
      row.add(against(Findings.at(findings.stepsToAdam(), method.name(), task), Cell::stepsRatio));
      table.add(row);
    }
    return table.withNote(
        "Below a median: its 95 % bootstrap interval. Against Adam: the paired ratio of the final "
            + task.measure()
            + " and of the steps, with intervals and p corrected over the tasks (Holm). Steps: median"
            + " to the worst final loss of Adam’s runs; a run that does not reach it counts as"
            + " longer than "
            + Numbers.count(task.task().steps())
            + " steps.");
  }

  /** The other figures at the end. */
  Table figures() {
    Table table = Table.of("Other figures at the end, mean ± sd over the reported seeds", "Method");
    task.metrics().forEach(metric -> table.head().add(Cell.of(metric.title())));
    for (MethodView method : task.methods()) {
      List<Cell> row = new ArrayList<>(List.of(Cell.method(method.name())));
      for (Metric metric : task.metrics()) {
        double[] last = method.result().runs().stream().mapToDouble(metric::last).toArray();
        row.add(
            Cell.of(metric.meanAndSd(Summary.of(last)))
                .with(metric.interval(Bootstrap.median(last, task.number()))));
      }
      table.add(row);
    }
    return table.withNote(
        "Below: the 95 % bootstrap interval of the median. A diverged run counts as ∞, its accuracy"
            + " as 0.");
  }

  private List<Cell> losses(MethodView method) {
    String diverged = method.diverged() + " of " + method.finals().length + " diverged";
    Cell mean = Cell.of(Numbers.meanAndSd(method.loss())).with(diverged);
    List<Cell> cells = new ArrayList<>();
    cells.add(Cell.method(method.name()));
    cells.add(
        method.isBest() ? mean.styled("best") : method.diverged() > 0 ? mean.styled("warn") : mean);
    cells.add(
        Cell.of(Numbers.loss(method.loss().median())).with(Numbers.losses(method.lossMedian())));
    if (!task.family().isNetwork()) {
      OptimumInfo optimum = task.task().optimum();
      double excess = optimum == null ? Double.NaN : method.loss().mean() - optimum.value();
      cells.add(Cell.of(Numbers.significant(excess, 4)));
    }
    return cells;
  }

  private static Cell against(Optional<Comparison> comparison, Function<Comparison, Cell> ratio) {
    return comparison
        .map(
            c -> {
              Cell cell = ratio.apply(c);
              return cell.with(cell.detail() + ", p " + Numbers.probability(c.adjustedP()));
            })
        .orElse(Cell.of(Numbers.NONE));
  }

  private Cell steps(MethodView method) {
    Summary steps = Summary.of(method.stepsToTarget());
    int reached = steps.count() - steps.infinite();
    return Cell.of(
            Double.isInfinite(steps.median())
                ? "> " + Numbers.count(task.task().steps())
                : Numbers.count(Math.round(steps.median())))
        .with(reached + " of " + steps.count() + " reach it");
  }

  /** The winning hyper-parameters, each with its place in its range. */
  Table winners() {
    Table table =
        Table.of("Winning hyper-parameters and their place in the search space", "Method");
    List<String> axes =
        task.methods().stream()
            .flatMap(m -> m.result().space().stream())
            .map(Axis::name)
            .distinct()
            .toList();
    axes.forEach(name -> table.head().add(Cell.of(axisLabel(name))));
    table.head().add(Cell.of("Tuning loss"));
    table.head().add(Cell.of("Trials"));
    for (MethodView method : task.methods()) {
      List<Cell> row = new ArrayList<>(List.of(Cell.method(method.name())));
      for (String name : axes) {
        row.add(
            method.result().space().stream()
                .filter(axis -> axis.name().equals(name))
                .findFirst()
                .map(axis -> winner(method, axis))
                .orElse(Cell.of("")));
      }
      long diverged =
          method.result().trials().stream().filter(t -> Double.isInfinite(t.finalLoss())).count();
      row.add(
          Cell.of(
              Numbers.loss(method.result().trials().get(method.result().winner()).finalLoss())));
      row.add(
          Cell.of(String.valueOf(method.result().trials().size()))
              .with(diverged == 0 ? "" : diverged + " diverged"));
      table.add(row);
    }
    return table.withNote(
        "A bar is the axis’s range on a log scale, with the winner marked; edge: the winner lies in"
            + " the outer tenth, so that a wider range might have served the method better.");
  }

  private static Cell winner(MethodView method, Axis axis) {
    String value = String.valueOf(method.winner().get(axis.name()));
    if (axis.isChoice()) {
      return Cell.of(value);
    }
    Cell cell = Cell.of(value).at(place(axis, value));
    return method.result().onEdge().contains(axis.name()) ? cell.with("edge").styled("warn") : cell;
  }

  /** Where a value lies in its range on a log scale, in [0, 1]. */
  private static double place(Axis axis, String value) {
    double at =
        Math.log(Double.parseDouble(value) / axis.low()) / Math.log(axis.high() / axis.low());
    return Math.min(1, Math.max(0, at));
  }

  static String axisLabel(String axis) {
    return switch (axis) {
      case "learningRate" -> "Learning rate η";
      case "schedule" -> "Schedule";
      case "beta" -> "β";
      case "rho" -> "ρ (in place of α)";
      default -> axis;
    };
  }

  /** Time and memory. */
  Table cost() {
    Table table = Table.of("Cost of a step", "Method", "Iteration", "Optimizer’s part", "Share");
    table.head().add(Cell.of("Iteration against SGD"));
    boolean network = task.family().isNetwork();
    if (network) {
      table.head().add(Cell.of("From the parts"));
    }
    table.head().add(Cell.of("Optimizer state"));
    table.head().add(Cell.of("State per weight"));
    for (MethodView method : task.methods()) {
      Optional<OverheadResult> overhead = task.overhead(method.name());
      List<Cell> row = new ArrayList<>(List.of(Cell.method(method.name())));
      row.add(number(overhead.map(o -> Numbers.micros(o.stepMicros()))));
      row.add(number(overhead.map(o -> Numbers.micros(o.optimizerMicros()))));
      row.add(number(overhead.map(o -> percent(o.optimizerMicros() / o.stepMicros()))));
      row.add(overhead.map(StudyTables::overheadCell).orElse(Cell.of(Numbers.NONE)));
      if (network) {
        row.add(number(overhead.map(o -> Numbers.ratio(task.ratioFromParts(o.method())))));
      }
      long bytes = method.result().stateBytes();
      row.add(Cell.of(Numbers.bytes(bytes)));
      row.add(Cell.of(Numbers.significant((double) bytes / task.task().dimension(), 3) + " B"));
      table.add(row);
    }
    return network
        ? table.withNote(
            "Against SGD: the median, lowest and highest ratio of whole iterations, round by round;"
                + " what else the machine does is in it. From the parts: the same ratio with one"
                + " time of a gradient, the median, for all methods, since it is the same work, and"
                + " each one’s own optimizer.")
        : table;
  }

  private static String percent(double share) {
    return Numbers.significant(100 * share, 2) + " %";
  }

  private static Cell number(Optional<String> text) {
    return Cell.of(text.orElse(Numbers.NONE));
  }
}
