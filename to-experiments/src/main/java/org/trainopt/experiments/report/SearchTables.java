package org.trainopt.experiments.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.trainopt.experiments.study.StudyResult.Axis;
import org.trainopt.experiments.study.StudyResult.MethodResult;

/** Signs that the search has missed something. */
final class SearchTables {
  private final Findings findings;

  SearchTables(Findings findings) {
    this.findings = findings;
  }

  /** How often each winner lies on the edge of its search space. */
  Table edges() {
    List<String> axes =
        findings.study().tasks().stream()
            .flatMap(t -> t.methods().stream())
            .flatMap(m -> m.space().stream())
            .filter(axis -> !axis.isChoice())
            .map(Axis::name)
            .distinct()
            .toList();
    Table table = Table.of("Tasks whose winner lies in the outer tenth of a range", "Method");
    axes.forEach(axis -> table.head().add(Cell.of(TaskTables.axisLabel(axis))));
    for (String name : findings.methods()) {
      List<Cell> row = new ArrayList<>(List.of(Cell.method(name)));
      List<MethodResult> results =
          findings.tasks().stream()
              .flatMap(t -> t.method(name).stream())
              .map(m -> m.result())
              .toList();
      for (String axis : axes) {
        long searched =
            results.stream()
                .filter(m -> m.space().stream().anyMatch(a -> a.name().equals(axis)))
                .count();
        long edge = results.stream().filter(m -> m.onEdge().contains(axis)).count();
        Cell cell = Cell.of(searched == 0 ? "" : edge + " of " + searched);
        row.add(edge == 0 ? cell : cell.styled("warn"));
      }
      table.add(row);
    }
    return table.withNote(
        "A winner on the edge may be short of what the method can do: a wider range might have"
            + " served it better. That holds for rivals as for TO.");
  }

  /** The warnings: a tuned TO that lost to a method it contains. One line a pair of methods. */
  List<String> poorSearches() {
    Map<String, List<Comparison>> pairs =
        findings.lostToSpecialCase().stream()
            .collect(
                Collectors.groupingBy(
                    c -> c.method() + " is worse than " + c.rival() + ", which it contains, on ",
                    LinkedHashMap::new,
                    Collectors.toList()));
    List<String> lines = new ArrayList<>();
    pairs.forEach(
        (lead, list) ->
            lines.add(
                lead
                    + Headline.list(
                        list.stream()
                            .sorted(Comparator.comparingInt(c -> c.task().number()))
                            .map(
                                c ->
                                    c.task().title()
                                        + " (ratio "
                                        + Numbers.ratio(c.test().ratio())
                                        + ")")
                            .toList())
                    + "."));
    return lines;
  }
}
