package org.trainopt.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.trainopt.experiments.study.StudyResult;

class ReportWriterTest {
  @TempDir static Path shared;
  private static String page = "";

  @TempDir Path folder;

  @BeforeAll
  static void writeOnce() throws IOException {
    page = Files.readString(ReportWriter.write(StudyFixture.study(), shared));
  }

  private String written(StudyResult study) throws IOException {
    return Files.readString(ReportWriter.write(study, folder.resolve("report")));
  }

  /** The page without its scripts and styles. */
  private static String markup(String page) {
    return page.replaceAll("(?s)<(script|style)[ >].*?</\\1>", "");
  }

  @Test
  void writesEveryFileWholeAndNothingElse() throws IOException {
    ReportWriter.write(StudyFixture.study(), shared); // over the one that is there
    List<String> files;
    try (Stream<Path> all = Files.walk(shared)) {
      files =
          all.filter(Files::isRegularFile)
              .map(f -> shared.relativize(f).toString().replace('\\', '/'))
              .sorted()
              .toList();
    }
    assertThat(files)
        .contains(
            "report.html",
            "report.md",
            "figures/task-1-digits-0.svg",
            "figures/standardised-lambda-0.svg",
            "tables/runs.csv")
        .allMatch(name -> name.matches(".*\\.(html|md|svg|csv)"))
        .hasSize(2 + 8 + 2 * 4 + 6);
  }

  @Test
  void pageLoadsNothing() {
    assertThat(markup(page))
        .doesNotContainPattern("(?i)<(link|img|iframe|object|embed|base)\\b")
        .doesNotContainPattern("(?i)\\bsrc=")
        .doesNotContainPattern("(?i)href=\"(https?:)?//");
    assertThat(page)
        .doesNotContainPattern(
            "(?i)@import|url\\(|\\bfetch\\(|XMLHttpRequest|new Worker|import\\(");
  }

  @Test
  void pageHoldsChartsTablesAndTheirLibrary() {
    assertThat(page).contains("var uPlot=", "MIT License", "id=\"chart-data\"");
    String markup = markup(page);
    assertThat(markup).doesNotContain("null", "NaN", "Infinity");
    for (String method : StudyFixture.METHODS) {
      String name = method.replace(" + ", "</span> <span>+ ");
      assertThat(markup.split(Pattern.quote(">" + name + "</span>"), -1).length - 1)
          .as(method)
          .isGreaterThan(8 * 3);
    }
    assertThat(
            markup.split("data-measure=\"sd\" data-task|data-task=\"\\d\" data-measure=\"sd\"", -1))
        .hasSize(9);
  }

  @Test
  void everyLinkWithinThePageHasItsPlace() {
    String markup = markup(page);
    List<String> targets =
        Pattern.compile("href=\"#([^\"]+)\"")
            .matcher(markup)
            .results()
            .map((MatchResult m) -> m.group(1))
            .toList();
    assertThat(targets)
        .hasSizeGreaterThan(8)
        .allSatisfy(id -> assertThat(markup).contains("id=\"" + id + "\""));
    Pattern.compile("href=\"((?:tables|report)[^\"#]+)\"")
        .matcher(markup)
        .results()
        .forEach(m -> assertThat(shared.resolve(m.group(1))).exists());
  }

  @Test
  void divergedRunsAreShownAsInfiniteAndCounted() {
    assertThat(markup(page))
        .contains("<span>∞</span>", "#9, diverged 1 of 8")
        .contains("Rank-One-TO: 1 of 8 runs diverged.");
  }

  @Test
  void linksRunFilesOnlyWhereTheyAre() throws IOException {
    assertThat(written(StudyFixture.study())).doesNotContain("href=\"../runs/");
    Files.createDirectories(folder.resolve("runs"));
    Files.createFile(folder.resolve("runs/SGD-1000.jsonl"));
    assertThat(written(StudyFixture.study())).contains("href=\"../runs/SGD-1000.jsonl\"");
  }

  @Test
  void hostileNamesStayText() throws Exception {
    String name = "a/<script>alert(1)</script>&\"|`x`.csv";
    String hostile = written(StudyFixture.study(name, "digits"));
    assertThat(hostile).doesNotContain("<script>alert").contains("&lt;script&gt;alert(1)");
    assertThat(Files.readString(folder.resolve("report/report.md")))
        .doesNotContain("<script>")
        .contains("\\|\\`x\\`");
    try (Stream<Path> figures = Files.list(folder.resolve("report/figures"))) {
      for (Path figure : figures.toList()) {
        byte[] svg = Files.readAllBytes(figure);
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(svg));
        assertThat(new String(svg, StandardCharsets.UTF_8)).doesNotContain("NaN", "Infinity");
      }
    }
  }

  @Test
  void studyWithoutOptimumOverheadControlsOrAdamIsReportedToo() throws IOException {
    StudyResult study = new TinyStudy().method("SGD", 0.5, 0.6).study();
    assertThat(markup(written(study)))
        .contains("F* is not known.", "Not measured.")
        .doesNotContain("NaN");
    assertThat(TextSummary.of(study)).contains("SGD");
  }

  @Test
  void networksHaveThePapersFigureFirstAndNoLambda() throws IOException {
    String llama = written(StudyFixture.network("llama"));
    assertThat(markup(llama))
        .contains("Figure 3 of the paper: validation loss", "data-measure=\"time\"")
        .contains("Validation accuracy", "AdamW with decay 0", "1,234 training rows, d = 567,890")
        .doesNotContain("λ", "F*", "Figures 1 and 4", "NaN", "null");
    assertThat(llama.indexOf("id=\"curves\"")).isLessThan(llama.indexOf("id=\"loss\""));
    assertThat(folder.resolve("report/figures/figure-3.svg")).content().contains(">seconds</text>");
    String resnet = written(StudyFixture.network("resnet"));
    assertThat(markup(resnet)).contains("Figure 2 of the paper: training loss");
  }
}
