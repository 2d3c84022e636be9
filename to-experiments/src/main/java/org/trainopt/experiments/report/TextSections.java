package org.trainopt.experiments.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.trainopt.experiments.study.StudyResult.Provenance;
import org.trainopt.experiments.study.StudyResult.TaskResult;

/** What the report says in prose, for the page and for Markdown. */
final class TextSections {
  private TextSections() {}

  /** The study in one line. */
  static String size(Findings findings) {
    List<TaskResult> tasks = findings.study().tasks();
    return Numbers.plural(tasks.size(), "task")
        + ", "
        + Numbers.plural(findings.methods().size(), "method")
        + ", "
        + numbers(tasks, t -> t.methods().stream().map(m -> m.trials().size()).toList())
        + " tuning trials each, "
        + numbers(tasks, t -> t.methods().stream().map(m -> m.runs().size()).toList())
        + " reported seeds, "
        + numbers(tasks, t -> List.of(t.steps()))
        + " steps of "
        + numbers(tasks, t -> List.of(t.batchSize()))
        + " rows";
  }

  private static String numbers(
      List<TaskResult> tasks, Function<TaskResult, List<Integer>> values) {
    return tasks.stream()
        .flatMap(t -> values.apply(t).stream())
        .distinct()
        .sorted()
        .map(Numbers::count)
        .collect(Collectors.joining(" or "));
  }

  /** The study's name: its preset, after the task family where that is not the main one. */
  static String name(Findings findings) {
    String preset = findings.study().preset();
    return findings.family().isNetwork()
        ? findings.study().tasks().get(0).task() + ", " + preset
        : preset;
  }

  /** What made the numbers: labels and values. */
  static List<List<String>> provenance(Findings findings) {
    Provenance p = findings.study().provenance();
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("trainopt", p.version()));
    rows.add(
        List.of(
            "Preset, master seed",
            findings.study().preset() + ", " + findings.study().masterSeed()));
    rows.add(List.of("Kernels", p.kernels()));
    rows.add(List.of("Gradients", p.gradients()));
    rows.add(List.of("Java", p.jvm()));
    rows.add(List.of("Machine", p.machine()));
    rows.add(List.of("Started", p.started()));
    rows.add(List.of("Last session took", Numbers.duration(p.wallSeconds())));
    rows.add(List.of("Command", p.command()));
    rows.add(List.of("One run again", "./to run --config RUN_FILE"));
    return rows;
  }
}
