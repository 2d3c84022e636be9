package org.trainopt.experiments.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables and files of figures that are known. */
final class BenchReportTest {
  private static final Section SECTION =
      new Section(
          "step",
          "A step, 1,000 weights",
          List.of(
              new Column("micros", "µs/step", Column.Style.SPREAD),
              new Column("shareOfLimit", "of the limit", Column.Style.PERCENT),
              new Column("allocated", "B/step", Column.Style.WHOLE)),
          List.of(
              new Row(
                  "diagonal",
                  Map.of(
                      "micros", new Samples(3, 1, 2.5),
                      "shareOfLimit", new Samples(0.934),
                      "allocated", new Samples(0, 0.4, 0))),
              new Row("LibTorch Adam", Map.of("micros", new Samples(1234, 20, 80.04)))),
          List.of("A note."));

  @TempDir Path folder;

  @Test
  void theTerminalGetsAlignedColumns() {
    assertThat(BenchReport.text(SECTION).lines())
        .containsExactly(
            "A step, 1,000 weights",
            "  contender                µs/step  of the limit  B/step",
            "  diagonal        2.50 (1.00–3.00)          93 %       0",
            "  LibTorch Adam  80.0 (20.0–1,234)             –       –",
            "  A note.");
  }

  @Test
  void filesHoldTheTablesAndEveryRound() throws IOException {
    new BenchReport("./to bench step", Map.of("threads", "2"), List.of(SECTION)).write(folder);
    assertThat(Files.readString(folder.resolve("bench.md")))
        .startsWith("`./to bench step`\n\n* threads: 2\n\n### A step, 1,000 weights\n")
        .contains("| contender | µs/step | of the limit | B/step |\n|---|--:|--:|--:|\n")
        .contains("| diagonal | 2.50 (1.00–3.00) | 93 % | 0 |\n")
        .endsWith("| – | – |\n\nA note.\n");
    JsonNode json = new ObjectMapper().readTree(folder.resolve("bench.json").toFile());
    assertThat(json.at("/command").asText()).isEqualTo("./to bench step");
    assertThat(json.at("/origin/threads").asText()).isEqualTo("2");
    JsonNode micros = json.at("/sections/0/rows/0/micros");
    assertThat(micros.at("/median").asDouble()).isEqualTo(2.5);
    assertThat(micros.at("/rounds").toString()).isEqualTo("[3.0,1.0,2.5]");
    assertThat(json.at("/sections/0/rows/1").has("shareOfLimit")).isFalse();
  }

  @Test
  void ratiosAreTakenRoundByRound() {
    Samples ratio = new Samples(2, 20, 6).over(new Samples(1, 10, 2));
    assertThat(ratio.median()).isEqualTo(2);
    assertThat(ratio.max()).isEqualTo(3);
    assertThat(new Samples(1, 2, 3, 10).median()).isEqualTo(2.5);
    assertThatThrownBy(() -> ratio.over(new Samples(1))).hasMessageContaining("do not pair");
  }
}
