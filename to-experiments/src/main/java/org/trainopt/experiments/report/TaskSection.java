package org.trainopt.experiments.report;

import static j2html.TagCreator.a;
import static j2html.TagCreator.code;
import static j2html.TagCreator.details;
import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.figcaption;
import static j2html.TagCreator.figure;
import static j2html.TagCreator.h3;
import static j2html.TagCreator.p;
import static j2html.TagCreator.small;
import static j2html.TagCreator.span;
import static j2html.TagCreator.strong;
import static j2html.TagCreator.summary;
import static j2html.TagCreator.text;

import j2html.tags.DomContent;
import java.util.List;
import java.util.stream.Collectors;
import org.trainopt.experiments.study.StudyResult.ControlResult;
import org.trainopt.experiments.study.StudyResult.Curve;
import org.trainopt.experiments.study.StudyResult.OptimumInfo;
import org.trainopt.experiments.study.StudyResult.TaskResult;

/** One task's part of the page: charts and tables, folded. */
final class TaskSection {
  private final Findings findings;
  private final HtmlTable tables;
  private final boolean linkRuns;

  /**
   * @param linkRuns whether the run files are where the page can link to them, one folder up
   */
  TaskSection(Findings findings, HtmlTable tables, boolean linkRuns) {
    this.findings = findings;
    this.tables = tables;
    this.linkRuns = linkRuns;
  }

  DomContent of(TaskView task) {
    TaskTables rows = new TaskTables(findings, task);
    int index = task.number() - 1;
    return details(
            summary(h3(task.title()), span(gist(task)).withClass("gist")),
            p(facts(task.task(), task.samplingLimit())).withClass("note"),
            each(diverged(task), line -> p(line).withClass("notice")),
            div().withClass("legend"),
            div(
                    each(measures(task), m -> chart(index, m.key(), m.title(), m.paper())),
                    chart(
                        index,
                        "trials",
                        "Tuning trials: final loss against learning rate",
                        "circled: the winner; × at the top: diverged"))
                .withClass("charts"),
            each(rows.all(), tables::of),
            runs(task))
        .withClass("task")
        .withId("task-" + task.slug())
        .condAttr(index == 0, "open", null);
  }

  /** A network's main charts stand further up already. */
  private static List<Measure> measures(TaskView task) {
    return Measure.of(task).stream()
        .filter(m -> !(task.family().isNetwork() && m.isMain()))
        .toList();
  }

  /** A place for a chart, which the page's script fills when it comes into view. */
  static DomContent chart(int task, String measure, String title, String remark) {
    return figure(
            figcaption(text(title), remark.isEmpty() ? text("") : small(remark)),
            div().withClass("plot"))
        .withClass("chart")
        .attr("data-task", String.valueOf(task))
        .attr("data-measure", measure);
  }

  private static String gist(TaskView task) {
    String best =
        task.methods().stream()
            .filter(MethodView::isBest)
            .map(MethodView::name)
            .collect(Collectors.joining(", "));
    double lowest =
        task.methods().stream().mapToDouble(m -> m.loss().mean()).min().orElse(Double.NaN);
    return best.isEmpty()
        ? "every method diverged"
        : "lowest: " + best + ", " + Numbers.loss(lowest);
  }

  private static String facts(TaskResult task, double limit) {
    OptimumInfo optimum = task.optimum();
    String about =
        task.about()
            + ", d = "
            + Numbers.count(task.dimension())
            + " weights; "
            + Numbers.count(task.steps())
            + " steps of "
            + task.batchSize()
            + " rows.";
    if (Family.of(task.task()).isNetwork()) {
      return about;
    }
    if (optimum == null) {
      return about + " F* is not known.";
    }
    return about
        + " F* = "
        + Numbers.significant(optimum.value(), 9)
        + (optimum.attained() ? "" : " (not attained)")
        + (optimum.gap() == 0 ? "" : ", to " + Numbers.significant(optimum.gap(), 1))
        + ": "
        + optimum.method()
        + ". "
        + (Double.isNaN(limit)
            ? "The sampling limit tr(H⁻¹Σ)/(2n) is not defined here: the Hessian is singular."
            : "Sampling limit tr(H⁻¹Σ)/(2n) = "
                + Numbers.significant(limit, 3)
                + ": about the least excess loss that can be expected of any method from these"
                + " n = "
                + Numbers.count((long) task.steps() * task.batchSize())
                + " rows.");
  }

  private static List<String> diverged(TaskView task) {
    return task.methods().stream()
        .filter(m -> m.diverged() > 0)
        .map(
            m ->
                m.name()
                    + ": "
                    + m.diverged()
                    + " of "
                    + Numbers.plural(m.finals().length, "run")
                    + " diverged. Its mean is ∞ and its mean curve ends where the first run did.")
        .toList();
  }

  private DomContent runs(TaskView task) {
    return details(
            summary("Run files"),
            each(task.methods(), m -> runs(m.name(), m.result().runs())),
            each(task.task().controls(), (ControlResult c) -> runs(c.name(), c.runs())),
            p(
                    text("Runs of the tuning trials are listed in "),
                    a("trials.csv").withHref("tables/trials.csv"),
                    text(". Data: SHA-256 "),
                    code(task.task().dataSha256()),
                    text("."))
                .withClass("note"))
        .withClass("runs");
  }

  private DomContent runs(String name, List<Curve> runs) {
    return p(
        strong(name + ": "),
        each(
            runs,
            run -> {
              String label = "seed " + run.seed();
              String title = run.runFile() + ", final loss " + Numbers.loss(run.finalLoss());
              return span(
                  linkRuns
                      ? a(label).withHref("../" + run.runFile()).withTitle(title)
                      : span(label + " " + run.runFile()).withTitle(title),
                  text(" "));
            }));
  }
}
