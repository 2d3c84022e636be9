package org.trainopt.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Commands as a user types them: what they print, what they leave, and their exit codes. */
final class CommandLineTest {
  @TempDir Path folder;

  private record Result(int code, String out, String err) {}

  private static Result to(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commandLine = Main.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    return new Result(commandLine.execute(args), out.toString(), err.toString());
  }

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.writeString(file, text.replace('\'', '"'));
    return file;
  }

  private String run(String data, String more) throws IOException {
    return write(
            "run.json",
            "{'task': 'logistic', 'data': '"
                + data
                + "', 'steps': 20"
                + more
                + ", 'optimizer': {'estimator': {'type': 'stochastic'}, 'learningRate': 0.1}}")
        .toString();
  }

  /**
   * Exit code 2, one line on standard error with these words, nothing on standard out, nothing
   * written.
   */
  private void refused(String words, String... args) throws IOException {
    Result result = to(args);
    assertThat(result.err()).contains(words).startsWith("error: ").hasLineCount(1);
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    try (Stream<Path> files = Files.walk(folder)) {
      assertThat(files.filter(file -> file.toString().contains("out"))).isEmpty();
    }
  }

  private String out() {
    return folder.resolve("out").toString();
  }

  @Test
  void helpNamesEveryCommand() {
    Result help = to("help");
    assertThat(help.code()).isZero();
    assertThat(help.out())
        .contains("doctor", "data", "run", "reproduce", "report", "bench", "./to test");
  }

  @Test
  void doctorTellsKernelsAndBlasWithReasons() {
    Result doctor = to("doctor");
    assertThat(doctor.code()).isZero();
    assertThat(doctor.out())
        .containsPattern("kernels +cuda +(yes|no) +\\S")
        .containsPattern("kernels +native +(yes|no) +\\S")
        .containsPattern("kernels +java +yes +Java \\d+")
        .containsPattern("used: (native|java), for weights in host memory")
        .containsPattern("libtorch +\\d\\S+, for (CPUs; not for CUDA: \\S|CUDA)")
        .containsPattern("blas +(openblas|java)");
  }

  @Test
  void dataListsAndDescribes() {
    assertThat(to("data").out()).contains("digits", "letter", "satimage", "dna");
    assertThat(to("data", "digits").out()).contains("1797 rows × 64 features, 10 classes");
  }

  @Test
  void aRunIsKeptAndNotMadeTwice() throws IOException {
    String config = run("digits", "");
    Result first = to("run", "--config", config, "--out", out());
    assertThat(first.err()).isEmpty();
    assertThat(first.out()).contains("650 weights, 20 steps").contains("final loss 0.");
    Path file = onlyFile();
    byte[] bytes = Files.readAllBytes(file);
    Result second = to("run", "--config", config, "--out", out());
    assertThat(second.out()).contains("already there");
    assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
    to("run", "--config", config, "--out", out(), "--force", "--kernels", "java");
    assertThat(Files.readString(file).replaceAll("\"(seconds|kernels)\":[^,}]+", ""))
        .isEqualTo(
            new String(bytes, StandardCharsets.UTF_8)
                .replaceAll("\"(seconds|kernels)\":[^,}]+", ""));
  }

  private Path onlyFile() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("out"))) {
      return files.reduce((a, b) -> fail(a, b)).orElseThrow();
    }
  }

  private static Path fail(Path a, Path b) {
    throw new AssertionError("one run file expected, but found " + a + " and " + b);
  }

  @Test
  void aTraceHasALinePerStep() throws IOException {
    Path trace = folder.resolve("trace.jsonl");
    to("run", "--config", run("digits", ""), "--out", out(), "--trace", trace.toString());
    assertThat(Files.readAllLines(trace))
        .hasSize(20)
        .first()
        .asString()
        .startsWith("{\"step\":0,\"loss\":2.30258")
        .contains("gradNorm", "estimateNorm", "weightNorm");
  }

  @Test
  void aDivergedRunSaysSoAndIsKept() throws IOException {
    String config =
        write(
                "run.json",
                "{'task': 'logistic', 'data': 'digits', 'steps': 400, 'l2': 10, 'optimizer':"
                    + " {'estimator': {'type': 'stochastic'}, 'learningRate': 1e6}}")
            .toString();
    Result result = to("run", "--config", config, "--out", out());
    assertThat(result.code()).isZero();
    assertThat(result.out()).contains("diverged at step");
    assertThat(Files.readString(onlyFile())).contains("\"finalLoss\":null");
  }

  @Test
  void badInputIsOneLineAndExitCode2() throws IOException {
    refused("run.json", "run", "--config", folder.resolve("none/run.json").toString());
    refused("unknown key stpes", "run", "--config", run("digits", ", 'stpes': 1"), "--out", out());
    refused("mnist", "run", "--config", run("mnist", ""), "--out", out());
    refused("nope", "run", "--config", run("digits", ""), "--kernels", "nope", "--out", out());
    refused("no preset \"tiny\"", "reproduce", "--preset", "tiny", "--out", out());
    refused("at least 1 step", "reproduce", "--steps", "0", "--out", out());
    refused("1 row a step", "reproduce", "--batch-size", "0", "--out", out());
    refused("--workers must be >= 1", "reproduce", "--workers", "0", "--out", out());
    refused("no task \"gpt\"", "reproduce", "--task", "gpt", "--out", out());
    refused("--model does not go with", "reproduce", "--model", "resnet-8", "--out", out());
    refused("resnet-9", "reproduce", "--task", "resnet", "--model", "resnet-9", "--out", out());
    refused("takes one --data", "reproduce", "--task", "resnet", "--data", "a,b", "--out", out());
    refused("absent", "reproduce", "--task", "resnet", "--data", "absent", "--out", out());
    refused("study.json: no such file", "report", out());
  }

  @Test
  void badBatchesAreRefused() throws IOException {
    write("batches.txt", "0 1 2\n3 9999\n" + "0\n".repeat(18));
    refused(
        "batches.txt:2",
        "run",
        "--config",
        run("digits", ", 'batches': 'batches.txt'"),
        "--out",
        out());
    write("batches.txt", "0 1 2\n");
    refused(
        "batches.txt",
        "run",
        "--config",
        run("digits", ", 'batches': 'batches.txt'"),
        "--out",
        out());
    refused(
        "absent.txt",
        "run",
        "--config",
        run("digits", ", 'batches': 'absent.txt'"),
        "--out",
        out());
  }

  @Test
  void badDataIsRefused() throws IOException {
    write("data.csv", "1,2,a\n3,x,b\n");
    refused("data.csv", "run", "--config", run("data.csv", ""), "--out", out());
    refused("data.csv", "data", folder.resolve("data.csv").toString());
  }

  @Test
  void unknownCommandsAndOptionsPointToHelp() {
    Result unknown = to("frobnicate");
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.err()).contains("error: ").contains("--help");
    assertThat(to("run").err()).contains("--config").contains("./to run --help");
  }

  private String resnet(String more) throws IOException {
    return write(
            "run.json",
            "{'task': 'resnet', 'data': 'digits', 'rows': 200, 'evaluationRows': 50, 'steps': 3,"
                + " 'batchSize': 8, 'points': 2"
                + more
                + ", 'optimizer': {'estimator': {'type': 'rank-one', 'alpha': 0.1, 'beta': 0.5},"
                + " 'learningRate': 0.1}}")
        .toString();
  }

  @Test
  void aNetworksRunGivesTheSameFileAgain() throws IOException {
    Result run = to("run", "--config", resnet(""), "--out", out());
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains("resnet on ResNet-8 on digits: 200 rows", "validationLoss 2.");
    Path file = onlyFile();
    String first = Files.readString(file);
    // What a run file's first line says is a configuration too.
    String config = first.lines().findFirst().orElseThrow().replaceFirst(".*\"config\":", "");
    write("again.json", config.substring(0, config.indexOf(",\"data\":{")));
    String again = folder.resolve("again.json").toString();
    assertThat(to("run", "--config", again, "--out", out(), "--force").code()).isZero();
    assertThat(Files.readString(file).replaceAll("\"seconds\":[^,}]+", ""))
        .isEqualTo(first.replaceAll("\"seconds\":[^,}]+", ""));
  }

  @Test
  void aBadNetworkIsOneLineAndExitCode2() throws IOException {
    refused("unknown key rwos", "run", "--config", resnet(", 'rwos': 1"), "--out", out());
    refused("model must be", "run", "--config", resnet(", 'model': 'vgg'"), "--out", out());
    refused("l2", "run", "--config", resnet(", 'l2': 1"), "--out", out());
  }

  @Test
  void aStudyOfResNetEndsInAReport() throws IOException {
    study("resnet", "training", "--data", "digits");
    Path report = folder.resolve("out/report");
    assertThat(report.resolve("report.html")).content().contains("Figure 2 of the paper");
    assertThat(report.resolve("figures/figure-2.svg")).isRegularFile();
    assertThat(report.resolve("report.md"))
        .content()
        .contains("Validation loss", "State per weight");
    String page = Files.readString(report.resolve("report.html"));
    assertThat(to("report", out()).code()).isZero();
    assertThat(report.resolve("report.html")).hasContent(page);
  }

  @Test
  void aStudyOfLlamaEndsInAReport() throws IOException {
    study("llama", "validation");
    Path report = folder.resolve("out/report");
    assertThat(report.resolve("report.html"))
        .content()
        .contains("Figure 3 of the paper", "Tuning has seen these validation records");
    assertThat(report.resolve("report.md")).content().contains("Perplexity");
  }

  /** A study as short as it can be. */
  private void study(String task, String loss, String... more) {
    List<String> args = new ArrayList<>(List.of("reproduce", "--task", task, "--steps", "2"));
    args.addAll(List.of("--trials", "1", "--seeds", "2", "--batch-size", "4", "--out", out()));
    args.addAll(List.of(more));
    Result study = to(args.toArray(String[]::new));
    assertThat(study.err()).isEmpty();
    assertThat(study.code()).isZero();
    assertThat(study.out()).contains("mean final " + loss + " loss", "Auto-TO", "report.html");
  }
}
