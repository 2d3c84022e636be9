package org.trainopt.experiments.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A table as people read it, in the page and in Markdown. The tables for programs are {@link
 * CsvTables}'.
 *
 * @param caption what it shows
 * @param head the column heads
 * @param rows one list of cells a row, as long as {@code head}
 * @param note how to read it; empty for none
 */
record Table(String caption, List<Cell> head, List<List<Cell>> rows, String note) {
  static Table of(String caption, String... head) {
    return new Table(
        caption,
        new ArrayList<>(List.of(head).stream().map(Cell::of).toList()),
        new ArrayList<>(),
        "");
  }

  Table withNote(String newNote) {
    return new Table(caption, head, rows, newNote);
  }

  void add(List<Cell> row) {
    rows.add(row);
  }

  String toMarkdown() {
    StringBuilder text = new StringBuilder("**" + escape(caption) + "**\n\n");
    text.append(line(head)).append("|").append("---|".repeat(head.size())).append('\n');
    rows.forEach(row -> text.append(line(row)));
    if (!note.isEmpty()) {
      text.append('\n').append(escape(note)).append('\n');
    }
    return text.toString();
  }

  private static String line(List<Cell> cells) {
    return cells.stream().map(Table::markdown).collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  private static String markdown(Cell cell) {
    String text = escape(cell.text());
    if (cell.is("best") && !text.isEmpty()) {
      text = "**" + text + "**";
    }
    String verdict = cell.verdict().isEmpty() ? "" : ", " + cell.verdict();
    String detail = cell.detail().isEmpty() ? "" : " (" + escape(cell.detail()) + ")";
    return text + verdict + detail;
  }

  /** Text that Markdown would read as markup, spelt so that it does not. */
  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replaceAll("([\\\\`*_|\\[\\]])", "\\\\$1")
        .replace("\n", " ");
  }
}
