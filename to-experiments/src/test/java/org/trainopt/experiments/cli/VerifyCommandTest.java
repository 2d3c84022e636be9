package org.trainopt.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.trainopt.kernel.Kernels;
import picocli.CommandLine;

class VerifyCommandTest {
  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    CommandLine commandLine = Main.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    return commandLine.execute(args);
  }

  private ObjectNode verdicts(String kernels, int threads) throws IOException {
    Path to = folder.resolve(kernels + threads);
    int code =
        run(
            "verify",
            "--smoke",
            "--claim",
            "C2,C3a,C5,P",
            "--kernels",
            kernels,
            "--threads",
            Integer.toString(threads),
            "--out",
            to.toString());
    assertThat(code).as(out + "" + err).isZero();
    JsonNode json = new ObjectMapper().readTree(Files.readString(to.resolve("verdicts.json")));
    assertThat(json.path("environment").path("kernels").textValue()).isEqualTo(kernels);
    return ((ObjectNode) json).without("environment");
  }

  /** Where native kernels are required, as in CI, their absence fails here. */
  @Test
  void verdictsDoNotDependOnKernelsNorThreads() throws IOException {
    boolean built =
        "required".equals(System.getProperty("trainopt.native"))
            || Kernels.all().stream()
                .anyMatch(k -> k.name().equals("native") && k.availability().usable());
    String text = verdicts("java", 2).toString();
    assertThat(verdicts(built ? "native" : "java", 1).toString()).isEqualTo(text);
    assertThat(text).contains("\"outcome\":\"REJECT\"").contains("\"points\":[[1,");
  }

  @Test
  void anOwnSpecIsAnsweredWithWarningsAndItsExitCode() throws IOException {
    Path spec = folder.resolve("spec.json");
    Files.writeString(
        spec,
        "{\"estimator\": {\"type\": \"ema\", \"beta\": 0.1}, \"learningRate\": \"harmonic(2,32)\"}");
    int code =
        run(
            "verify",
            "--smoke",
            "--spec",
            spec.toString(),
            "--problem",
            "Q1",
            "--out",
            folder.toString());
    assertThat(code).as(out + "" + err).isEqualTo(1);
    assertThat(out.toString())
        .contains("warning: κ does not decay")
        .contains("1 of 1 accepted")
        .contains("0 of 1 accepted, 1 rejected")
        .contains("REJECT  your spec on Q1");
    assertThat(folder.resolve("verification.html")).isNotEmptyFile();
  }

  @Test
  void badInputIsOneLineAndWritesNothing() throws IOException {
    Path spec = folder.resolve("spec.json");
    Files.writeString(spec, "{\"estimator\": {\"type\": \"stochastic\"}, \"learningRate\": -1}");
    bad("there is no claim \"C9\"; there are C1, C2", "--claim", "C9");
    bad("--problem needs --spec", "--problem", "Q1");
    bad("--spec needs --problem", "--spec", spec.toString());
    bad("there is no problem \"Q7\"; there are Q1", "--spec", spec.toString(), "--problem", "Q7");
    bad("spec.json: learningRate must be", "--spec", spec.toString(), "--problem", "Q1");
    bad("cannot be read", "--spec", folder.resolve("none").toString(), "--problem", "Q1");
    bad("--threads must be >= 1, but was 0", "--threads", "0");
    bad("--self-check must be >= 1", "--self-check", "0");
    bad("does not go with --claim", "--self-check", "--claim", "C1");
    bad("kernels \"cuba\" were not found", "--kernels", "cuba");
    assertThat(folder).isDirectoryNotContaining("glob:**.html");
  }

  /** Found before the run, and not with the exit code of a rejected claim after it. */
  @Test
  void aFolderThatCannotBeMadeIsBadInput() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    for (Path to : List.of(file, file.resolve("below"))) {
      err.getBuffer().setLength(0);
      assertThat(run("verify", "--smoke", "--claim", "P", "--out", to.toString())).isEqualTo(2);
      assertThat(err.toString()).startsWith("error: --out ").hasLineCount(1);
      assertThat(out.toString()).isEmpty();
    }
  }

  /** A window of [32000, 8192]: a claim that is not asked is not accepted. */
  @Test
  void anOwnSpecThatCannotBeAskedIsNotAccepted() throws IOException {
    Path spec = folder.resolve("spec.json");
    Files.writeString(
        spec,
        "{\"estimator\": {\"type\": \"ema\", \"beta\": \"harmonic(2,4000)\"},"
            + " \"learningRate\": \"harmonic(2,4000)\"}");
    String to = folder.toString();
    int code = run("verify", "--smoke", "--spec", spec.toString(), "--problem", "Q1", "--out", to);
    assertThat(code).as(out + "" + err).isEqualTo(2);
    assertThat(out.toString()).contains("No claim can be asked at this size");
  }

  private void bad(String message, String... args) {
    err.getBuffer().setLength(0);
    String[] all = new String[args.length + 4];
    all[0] = "verify";
    all[1] = "--smoke";
    all[2] = "--out";
    all[3] = folder.toString();
    System.arraycopy(args, 0, all, 4, args.length);
    assertThat(run(all)).isEqualTo(2);
    assertThat(err.toString()).startsWith("error: ").contains(message).hasLineCount(1);
  }

  @Test
  void theSelfCheckPrintsItsTable() {
    // Two master seeds are too few for a coverage in [0.92, 0.98]: it must say so.
    assertThat(run("verify", "--smoke", "--self-check", "2")).isEqualTo(1);
    assertThat(out.toString()).contains("of 2 master seeds").contains("NOT SO").contains("FAILED");
  }
}
