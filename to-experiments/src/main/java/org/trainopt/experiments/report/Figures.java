package org.trainopt.experiments.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.trainopt.experiments.study.StudyResult.TaskResult;

/**
 * The page's charts as SVG files: one figure a task, and where tasks have a λ one a λ and measure
 * over its data sets.
 */
final class Figures {
  private Figures() {}

  /** File names to SVG documents. */
  static Map<String, String> of(Findings findings, Palette palette) {
    Map<String, String> files = new LinkedHashMap<>();
    List<String> methods = findings.methods();
    for (TaskView task : findings.tasks()) {
      List<Panel> panels = new ArrayList<>();
      Measure.of(task).forEach(m -> panels.add(Panel.curves(task, m, m.title())));
      panels.add(Panel.sensitivity(task));
      files.put(
          "task-" + task.slug() + ".svg",
          SvgFigure.draw(task.title(), panels, 3, methods, palette));
    }
    if (findings.family().isNetwork()) {
      Family family = findings.family();
      List<Panel> panels = new ArrayList<>();
      for (TaskView task : findings.tasks()) {
        Measure.of(task).stream()
            .filter(Measure::isMain)
            .forEach(m -> panels.add(Panel.curves(task, m, m.paper())));
      }
      files.put(
          family.paperFigure().toLowerCase(Locale.ROOT).replace(' ', '-') + ".svg",
          SvgFigure.draw(
              family.lossTitle() + ": " + findings.tasks().get(0).title(),
              panels,
              2,
              methods,
              palette));
    }
    for (Double l2 : findings.lambdas()) {
      Map<String, List<Panel>> byMeasure = new LinkedHashMap<>();
      Map<String, String> titles = new LinkedHashMap<>();
      for (TaskView task : findings.tasks()) {
        if (Objects.equals(task.task().l2(), l2)) {
          for (Measure m : Measure.of(task)) {
            byMeasure
                .computeIfAbsent(m.key(), k -> new ArrayList<>())
                .add(Panel.curves(task, m, task.task().data()));
            titles.put(m.key(), m.title());
          }
        }
      }
      String lambda = TaskResult.lambda(l2);
      byMeasure.forEach(
          (key, panels) ->
              files.put(
                  key + "-lambda-" + lambda + ".svg",
                  SvgFigure.draw(
                      titles.get(key) + ", λ = " + lambda, panels, 2, methods, palette)));
    }
    return files;
  }
}
