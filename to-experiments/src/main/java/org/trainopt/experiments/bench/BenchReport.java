package org.trainopt.experiments.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What {@code ./to bench} found, as text for the terminal and as files.
 *
 * @param command the command line that made it
 * @param origin what made the numbers, by what it is: machine, versions, threads
 * @param sections the tables
 */
public record BenchReport(String command, Map<String, String> origin, List<Section> sections) {
  /** All figures, round by round. */
  public static final String JSON = "bench.json";

  /** The tables. */
  public static final String MARKDOWN = "bench.md";

  public BenchReport {
    sections = List.copyOf(sections);
  }

  /** Writes {@value #JSON} and {@value #MARKDOWN}. */
  public void write(Path folder) throws IOException {
    Files.writeString(folder.resolve(JSON), json());
    Files.writeString(folder.resolve(MARKDOWN), markdown());
  }

  /** A section as a table for the terminal. */
  public static String text(Section section) {
    List<List<String>> lines = lines(section);
    int[] widths = new int[lines.get(0).size()];
    for (List<String> line : lines) {
      for (int k = 0; k < widths.length; k++) {
        widths[k] = Math.max(widths[k], line.get(k).length());
      }
    }
    StringBuilder text = new StringBuilder(section.title()).append('\n');
    for (List<String> line : lines) {
      StringBuilder padded = new StringBuilder(" ");
      for (int k = 0; k < widths.length; k++) {
        String space = " ".repeat(widths[k] - line.get(k).length());
        padded.append(' ').append(k == 0 ? line.get(k) + space : space + line.get(k)).append(' ');
      }
      text.append(padded.toString().stripTrailing()).append('\n');
    }
    section.notes().forEach(note -> text.append("  ").append(note).append('\n'));
    return text.toString();
  }

  private static List<List<String>> lines(Section section) {
    List<List<String>> lines = new ArrayList<>(List.of(Cells.head(section)));
    section.rows().forEach(row -> lines.add(Cells.line(section, row)));
    return lines;
  }

  String markdown() {
    StringBuilder text = new StringBuilder("`" + command + "`\n");
    origin.forEach((what, value) -> text.append("\n* ").append(what).append(": ").append(value));
    text.append('\n');
    for (Section section : sections) {
      text.append("\n### ").append(section.title()).append("\n\n");
      text.append("| ").append(String.join(" | ", Cells.head(section))).append(" |\n|---|");
      text.append("--:|".repeat(section.columns().size())).append('\n');
      for (Row row : section.rows()) {
        text.append("| ").append(String.join(" | ", Cells.line(section, row))).append(" |\n");
      }
      section.notes().forEach(note -> text.append('\n').append(note).append('\n'));
    }
    return text.toString();
  }

  private String json() throws IOException {
    ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    ObjectNode root = mapper.createObjectNode();
    root.put("command", command);
    ObjectNode made = root.putObject("origin");
    origin.forEach(made::put);
    ArrayNode all = root.putArray("sections");
    for (Section section : sections) {
      ObjectNode node = all.addObject();
      node.put("suite", section.suite());
      node.put("title", section.title());
      ObjectNode columns = node.putObject("columns");
      section.columns().forEach(column -> columns.put(column.key(), column.title()));
      ArrayNode rows = node.putArray("rows");
      for (Row row : section.rows()) {
        ObjectNode contender = rows.addObject();
        contender.put("contender", row.contender());
        for (Column column : section.columns()) {
          Samples samples = row.figures().get(column.key());
          if (samples != null) {
            ObjectNode figure = contender.putObject(column.key());
            figure.put("median", samples.median());
            figure.put("min", samples.min());
            figure.put("max", samples.max());
            ArrayNode rounds = figure.putArray("rounds");
            for (double value : samples.rounds()) {
              rounds.add(value);
            }
          }
        }
      }
      ArrayNode notes = node.putArray("notes");
      section.notes().forEach(notes::add);
    }
    return mapper.writeValueAsString(root) + "\n";
  }
}
