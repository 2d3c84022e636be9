package org.trainopt.experiments.report;

import java.util.List;

/** The report as Markdown: the words and tables of the page. */
final class MarkdownReport {
  private MarkdownReport() {}

  static String of(Findings findings) {
    Headline headline = new Headline(findings);
    StudyTables study = new StudyTables(findings);
    SearchTables search = new SearchTables(findings);
    StringBuilder text = new StringBuilder("# " + Headline.QUESTION + "\n\n");
    text.append(Table.escape(String.join(" ", headline.answer()))).append("\n\n");
    for (Headline.Point point : headline.points()) {
      text.append("- **").append(Table.escape(point.lead())).append("**: ");
      text.append(Table.escape(point.text())).append('\n');
    }
    text.append('\n').append(TextSections.size(findings)).append(".\n");
    tables(text, "Final " + findings.family().loss(), List.of(study.finalLoss()));
    tables(text, "Against tuned Adam", List.of(study.lossToAdam(), study.stepsToAdam()));
    tables(text, "What A adds to b alone", List.of(study.ablation()));
    if (!search.poorSearches().isEmpty()) {
      text.append("\nA sign of a poor search:\n\n");
      search.poorSearches().forEach(line -> item(text, line));
    }
    tables(text, "Controls and search", List.of(study.controls(), search.edges()));
    for (TaskView task : findings.tasks()) {
      TaskTables rows = new TaskTables(findings, task);
      tables(text, task.title(), rows.all());
      text.append("\n![Charts](figures/task-").append(task.slug()).append(".svg)\n");
    }
    tables(text, "Time and memory", List.of(study.overhead()));
    text.append("\n## How it was done\n\n");
    findings.family().protocol().forEach(line -> item(text, line));
    text.append("\n## What differs from the paper\n\n");
    findings.family().differences().forEach(line -> item(text, line));
    text.append("\n## Provenance\n\n");
    TextSections.provenance(findings).forEach(row -> item(text, row.get(0) + ": " + row.get(1)));
    return text.toString();
  }

  private static void tables(StringBuilder text, String title, List<Table> tables) {
    text.append("\n## ").append(Table.escape(title)).append('\n');
    tables.forEach(table -> text.append('\n').append(table.toMarkdown()));
  }

  private static void item(StringBuilder text, String line) {
    text.append("- ").append(Table.escape(line)).append('\n');
  }
}
