package org.trainopt.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.trainopt.experiments.study.StudyResult;
import org.trainopt.experiments.study.StudyResult.Curve;

class TablesTest {
  private final StudyResult study = StudyFixture.study("letter", "odd, \"quoted\"\nname");
  private final Findings findings = new Findings(study);

  /** A reader of RFC 4180. */
  private static List<List<String>> parse(String csv) {
    List<List<String>> rows = new ArrayList<>();
    List<String> row = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < csv.length(); i++) {
      char c = csv.charAt(i);
      if (quoted && c == '"' && i + 1 < csv.length() && csv.charAt(i + 1) == '"') {
        field.append('"');
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && (c == ',' || c == '\n')) {
        row.add(field.toString());
        field.setLength(0);
        if (c == '\n') {
          rows.add(row);
          row = new ArrayList<>();
        }
      } else if (quoted || c != '\r') {
        field.append(c);
      }
    }
    return rows;
  }

  @Test
  void csvReadsBackToTheSameNumbers() {
    Map<String, String> files = CsvTables.of(findings);
    files.values().stream()
        .map(TablesTest::parse)
        .forEach(
            rows ->
                assertThat(rows)
                    .hasSizeGreaterThan(1)
                    .allSatisfy(row -> assertThat(row).hasSameSizeAs(rows.get(0))));
    List<List<String>> runs = parse(String.valueOf(files.get("runs.csv")));
    int loss = runs.get(0).indexOf("finalLoss");
    assertThat(runs.get(1).get(0)).isEqualTo("letter");
    assertThat(Double.parseDouble(runs.get(1).get(loss)))
        .isEqualTo(study.tasks().get(0).methods().get(0).runs().get(0).finalLoss());
    assertThat(runs.stream().filter(row -> row.get(loss).equals("Infinity"))).hasSize(2);
    assertThat(runs).anySatisfy(row -> assertThat(row.get(0)).isEqualTo("odd, \"quoted\"\nname"));
    assertThat(runs).hasSize(1 + 4 * (9 + 2) * 8);
  }

  @Test
  void csvNamesTheTestAndTheVerdictOfEveryComparison() {
    List<List<String>> rows = parse(String.valueOf(CsvTables.of(findings).get("comparisons.csv")));
    int verdict = rows.get(0).indexOf("verdict");
    assertThat(rows.subList(1, rows.size()))
        .hasSize(4 * (8 + 8 + 3 + 2))
        .allSatisfy(
            row ->
                assertThat(row.get(verdict))
                    .isIn("better", "worse", "faster", "slower", "no difference shown"));
  }

  @Test
  void markdownTablesAreRectangular() {
    String markdown = MarkdownReport.of(findings);
    int columns = 0;
    for (String line : markdown.lines().toList()) {
      int bars = line.replace("\\|", "").replaceAll("[^|]", "").length();
      if (line.startsWith("|")) {
        columns = columns == 0 ? bars : columns;
        assertThat(bars).as(line).isEqualTo(columns);
      } else {
        columns = 0;
      }
    }
    assertThat(markdown)
        .contains(
            "# " + Headline.QUESTION, "| Task | SGD | Momentum |", "**0.", "no difference shown")
        .contains("![Charts](figures/task-1-letter-0.svg)")
        .doesNotContain("NaN");
  }

  @Test
  void winnersOnTheEdgeAreFlaggedAndPlaced() {
    TaskView task = findings.tasks().get(0);
    List<Cell> sgd = new TaskTables(findings, task).winners().rows().get(0);
    assertThat(sgd.get(1).detail()).isEqualTo("edge");
    assertThat(sgd.get(1).place()).isBetween(0.0, 1.0);
    assertThat(sgd.get(3).text()).as("SGD has no β").isEmpty();
  }

  @Test
  void stepsThatWereNeverEnoughAreCensored() {
    TaskView task = findings.tasks().get(0);
    List<Cell> sgd = new TaskTables(findings, task).results().rows().get(0);
    assertThat(sgd.get(5).text()).isEqualTo("> 1,000");
    assertThat(sgd.get(5).detail()).isEqualTo("0 of 8 reach it");
    assertThat(sgd.get(1).detail()).isEqualTo("0 of 8 diverged");
  }

  @Test
  void textSummaryFitsTheTerminal() {
    String text = TextSummary.of(StudyFixture.study());
    assertThat(text.lines()).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(100));
    assertThat(text)
        .contains("digits", "λ=0.01", "∞", "* lowest   + better than Adam   - worse than Adam")
        .containsPattern("Diagonal-TO \\+ Adam +0\\.\\d{4,5}\\*\\+")
        .containsPattern("Adam +0\\.\\d{4,5} ");
    String wide =
        TextSummary.of(
            StudyFixture.study("a-data-set-with-a-long-name.csv", "b", "c", "d", "e", "f"));
    assertThat(wide.lines()).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(100));
    assertThat(wide).contains("a-data-se…");
  }

  @Test
  void otherFiguresAreSummarisedAndCostIsListed() {
    Findings network = new Findings(StudyFixture.network("resnet"));
    TaskTables tables = new TaskTables(network, network.tasks().get(0));
    assertThat(tables.all()).hasSize(4);
    assertThat(tables.figures().rows().get(0).get(1).text())
        .matches("9\\d\\.\\d\\d % ± 0\\.\\d\\d");
    List<Cell> momentum = tables.cost().rows().get(1);
    assertThat(momentum.get(4).text()).isEqualTo("1.020");
    assertThat(momentum.get(5).text()).isEqualTo("1.021"); // 2.5 µs more than 119.6
    assertThat(momentum.get(6).text()).isEqualTo("2.5 KiB");
    assertThat(momentum.get(7).text()).isEqualTo("0.00458 B"); // 2600 B over 567,890 weights
  }

  @Test
  void aDivergedRunHasTheWorstFigures() {
    Curve run = new Curve(1, "runs/x", true, new int[] {0}, new double[] {1}, Map.of(), 1);
    assertThat(Metric.of("validationLoss").last(run)).isInfinite();
    assertThat(Metric.of("validationAccuracy").last(run)).isZero();
    assertThat(Metric.of("validationAccuracy").title()).isEqualTo("Validation accuracy");
  }
}
