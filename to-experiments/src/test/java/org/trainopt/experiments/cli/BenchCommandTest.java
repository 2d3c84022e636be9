package org.trainopt.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code ./to bench} as a user types it; how long anything takes is not looked at. */
final class BenchCommandTest {
  @TempDir Path folder;

  private record Result(int code, String out, String err) {}

  private Result bench(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commandLine = Main.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    List<String> all = new ArrayList<>(List.of("bench"));
    all.addAll(List.of(args));
    all.addAll(List.of("--out", folder.resolve("out").toString()));
    return new Result(
        commandLine.execute(all.toArray(String[]::new)), out.toString(), err.toString());
  }

  private void refused(String words, String... args) {
    Result result = bench(args);
    assertThat(result.err()).startsWith("error: ").contains(words).hasLineCount(1);
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void badArgumentsAreOneLineAndExitCode2() {
    refused("no suite \"speed\" of benchmarks; there are step, full, many", "speed");
    refused("--sizes must be from 1 to 500000000, but one was 0", "--sizes", "1000,0");
    refused("--full-sizes must be from 1 to 16384, but one was 20000", "--full-sizes", "20000");
    refused("--tensors must be from 1 to 3125000, but one was -1", "--tensors", "-1");
    refused("--rounds must be from 1 to 1000, but was 0", "--rounds", "0");
    refused("--seconds must be above 0 and at most 60, but was NaN", "--seconds", "NaN");
    refused("cores, but was 4096", "--threads", "4096");
  }

  @Test
  void nothingToTimeIsRefused() {
    Result result = bench("step", "full", "--only", "nonsense");
    assertThat(result.err()).startsWith("error: --only nonsense: no contender ").hasLineCount(1);
    assertThat(result.code()).isEqualTo(2);
  }

  @Test
  void aFolderThatCannotBeMadeIsRefused() throws IOException {
    Files.writeString(folder.resolve("out"), "a file");
    Result result = bench("step");
    assertThat(result.err()).startsWith("error: --out ").hasLineCount(1);
    assertThat(result.code()).isEqualTo(2);
  }

  /** Through JMH and its own JVM. */
  @Test
  void contendersTakeTurnsAndLeaveTheirFigures() throws IOException {
    Result result =
        bench("step", "--sizes", "16", "--rounds", "2", "--seconds", "1e-6", "--only", "sgd java");
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out())
        .contains("A step, 16 weights")
        .containsPattern("sgd java unguarded +\\d")
        .doesNotContain("diagonal")
        .contains("bench.md", "bench.json");
    assertThat(folder.resolve("out/bench.md")).content().startsWith("`./to bench step --sizes 16 ");
    JsonNode json = new ObjectMapper().readTree(folder.resolve("out/bench.json").toFile());
    JsonNode row = json.at("/sections/0/rows/0");
    assertThat(row.at("/contender").asText()).isEqualTo("sgd java");
    assertThat(row.at("/micros/rounds")).hasSize(2).allSatisfy(this::isPositive);
    assertThat(row.at("/bytesPerWeight/median").asInt()).isEqualTo(16);
  }

  private void isPositive(JsonNode value) {
    assertThat(value.asDouble()).isPositive();
  }
}
