package org.trainopt.experiments.report;

import java.util.ArrayList;
import java.util.List;
import org.trainopt.experiments.study.StudyResult;
import org.trainopt.experiments.study.StudyResult.TaskResult;

/** A study's result as a table for the terminal. */
public final class TextSummary {
  /** The widest line of the table. */
  private static final int WIDTH = 100;

  private TextSummary() {}

  /**
   * Mean final losses, a row a method and a column a task, at most 100 characters wide: more tasks
   * than fit go below. {@code *} marks the lowest of a task, {@code +} and {@code -} what is shown
   * to be better or worse than Adam. The study's answer follows.
   */
  public static String of(StudyResult study) {
    Findings findings = new Findings(study);
    List<List<String>> columns = new ArrayList<>();
    findings.tasks().forEach(task -> columns.add(column(findings, task)));
    int nameWidth =
        findings.methods().stream().mapToInt(m -> shortName(m).length()).max().orElse(0);
    StringBuilder text = new StringBuilder("mean final " + findings.family().loss() + "\n");
    int from = 0;
    while (from < columns.size()) {
      int to = from;
      int width = nameWidth;
      while (to < columns.size() && (to == from || width + width(columns.get(to)) + 1 <= WIDTH)) {
        width += width(columns.get(to)) + 1;
        to++;
      }
      block(text, findings.methods(), nameWidth, columns.subList(from, to));
      from = to;
    }
    text.append("* lowest   + better than Adam   - worse than Adam (paired, Holm over tasks)\n\n");
    Headline headline = new Headline(findings);
    headline.answer().forEach(sentence -> wrap(text, sentence));
    headline.warning().ifPresent(sentence -> wrap(text, sentence));
    return text.toString();
  }

  /** The two lines of a head, and a line a method. */
  private static List<String> column(Findings findings, TaskView task) {
    List<String> column = new ArrayList<>();
    String data = task.task().data();
    data = data.substring(data.lastIndexOf('/') + 1);
    Double l2 = task.task().l2();
    int most = l2 == null ? 60 : 10;
    column.add(data.length() > most ? data.substring(0, most - 1) + "…" : data);
    column.add(l2 == null ? "" : "λ=" + TaskResult.lambda(l2));
    for (String name : findings.methods()) {
      column.add(
          task.method(name)
              .map(m -> Numbers.significant(m.loss().mean(), 4) + marks(findings, task, m))
              .orElse(Numbers.NONE));
    }
    return column;
  }

  private static String marks(Findings findings, TaskView task, MethodView method) {
    String verdict =
        Findings.at(findings.lossToAdam(), method.name(), task)
            .map(
                c ->
                    switch (c.verdict()) {
                      case BETTER -> "+";
                      case WORSE -> "-";
                      case NO_DIFFERENCE -> "";
                    })
            .orElse("");
    return (method.isBest() ? "*" : "") + verdict;
  }

  private static int width(List<String> column) {
    return column.stream().mapToInt(String::length).max().orElse(0);
  }

  private static void block(
      StringBuilder text, List<String> methods, int nameWidth, List<List<String>> columns) {
    for (int line = 0; line < methods.size() + 2; line++) {
      String name = line < 2 ? "" : shortName(methods.get(line - 2));
      StringBuilder row = new StringBuilder(pad(name, nameWidth));
      for (List<String> column : columns) {
        row.append(' ').append(pad(column.get(line), width(column)));
      }
      text.append(row.toString().stripTrailing()).append('\n');
    }
    text.append('\n');
  }

  /** Leaves room for eight tasks. */
  private static String shortName(String method) {
    return method.replace(" + Adam scaling", " + Adam");
  }

  private static String pad(String value, int width) {
    return value + " ".repeat(Math.max(0, width - value.length()));
  }

  private static void wrap(StringBuilder text, String sentence) {
    int column = 0;
    for (String word : sentence.split(" ", -1)) {
      if (column > 0 && column + 1 + word.length() > WIDTH) {
        text.append('\n');
        column = 0;
      }
      text.append(column == 0 ? "" : " ").append(word);
      column += word.length() + (column == 0 ? 0 : 1);
    }
    text.append('\n');
  }
}
