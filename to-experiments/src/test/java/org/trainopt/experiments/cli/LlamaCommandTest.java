package org.trainopt.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code ./to llama} as a user types it. */
final class LlamaCommandTest {
  @TempDir Path folder;

  private record Result(int code, String out, String err) {}

  @BeforeEach
  void oneThread() {
    torch.set_num_threads(1);
  }

  private static Result to(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commandLine = Main.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    return new Result(commandLine.execute(args), out.toString(), err.toString());
  }

  private static Path model() {
    try {
      String name = "/org/trainopt/experiments/llama/llama-random/config.json";
      Path config =
          Path.of(Objects.requireNonNull(LlamaCommandTest.class.getResource(name)).toURI());
      return Objects.requireNonNull(config.getParent());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private Path records() throws IOException {
    StringBuilder json = new StringBuilder("[");
    for (int i = 0; i < 30; i++) {
      json.append(i == 0 ? "" : ",")
          .append("{\"instruction\": \"Count.\", \"input\": \"")
          .append(i)
          .append("\", \"output\": \"one two three\"}");
    }
    return Files.writeString(folder.resolve("records.json"), json.append("]"));
  }

  private Result finetune(Path out, String... more) throws IOException {
    String[] args = {
      "llama",
      "finetune",
      "--model",
      model().toString(),
      "--data",
      records().toString(),
      "--out",
      out.toString(),
      "--steps",
      "30",
      "--batch-size",
      "4",
      "--max-tokens",
      "120",
      "--validation",
      "5",
      "--threads",
      "1"
    };
    return to(Stream.concat(Stream.of(args), Stream.of(more)).toArray(String[]::new));
  }

  private void refused(String words, String... args) {
    Result result = to(args);
    assertThat(result.err()).contains(words).startsWith("error: ").hasLineCount(1);
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
  }

  @Test
  void checkPrintsEachFigureBesideTheExpectedOne() {
    Result check = to("llama", "check", model().toString());
    assertThat(check.code()).isZero();
    assertThat(check.out())
        .containsPattern("loss +7\\.62808\\d+ +7\\.62808\\d+ +\\S+e-0[5-9]\\R|loss +7\\.6")
        .contains("gradient norm model.layers.1.self_attn.k_proj.weight")
        .contains("ids of the greedy continuation")
        .contains("passed: 50 figures")
        .doesNotContain("DIFFER");
  }

  @Test
  void checkEndsWithOneWhereAFigureDiffers() throws IOException {
    Path copy = folder.resolve("copy");
    Files.createDirectories(copy);
    try (Stream<Path> files = Files.list(model())) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    Path expected = copy.resolve("expected.json");
    String good = Files.readString(expected);
    Files.writeString(expected, good.replace("7.622366428375244", "7.631")); // 1.1e-3 more
    Result check = to("llama", "check", copy.toString());
    assertThat(check.code()).isEqualTo(1);
    assertThat(check.out()).containsPattern("loss of the response .*DIFFERS").contains("FAILED");
    Files.writeString(expected, good.replace("7.622366428375244", "7.628")); // 0.7e-3 more
    assertThat(to("llama", "check", copy.toString()).code()).isZero();
    Files.writeString(expected, good.replaceFirst("1678", "1679"));
    check = to("llama", "check", copy.toString());
    assertThat(check.code()).isEqualTo(1);
    assertThat(check.out()).containsPattern("ids of \"dog: a domestic animal\" +DIFFER");
    Files.writeString(expected, good.replace("\"texts\"", "\"test\""));
    refused("expected.json: texts is missing", "llama", "check", copy.toString());
    Files.delete(expected);
    refused("expected.json: no such file", "llama", "check", copy.toString());
    refused("neither a model folder", "llama", "check", folder.resolve("none").toString());
  }

  @Test
  void aWholeModelIsFineTunedAndSaved() throws IOException {
    Path out = folder.resolve("tuned");
    Result result = finetune(out, "--accumulate", "2", "--learning-rate", "0.02");
    assertThat(result.err()).isEmpty();
    assertThat(result.code()).isZero();
    assertThat(result.out())
        .containsPattern("before +validation loss 7\\.\\d+, perplexity \\d+")
        .containsPattern("step +30 +training loss")
        .containsPattern("after +validation loss 0\\.\\d+")
        .contains("Count. [")
        .contains("→ one two three");
    assertThat(out.resolve("model.safetensors")).exists();
    Result generated =
        to(
            "llama",
            "generate",
            "--model",
            out.toString(),
            "--instruction",
            "Count.",
            "--input",
            "7",
            "--tokens",
            "8");
    assertThat(generated.out()).isEqualTo("one two three" + System.lineSeparator());
    Result again = finetune(out);
    assertThat(again.code()).isEqualTo(2);
    assertThat(again.err()).contains("is there already");
  }

  @Test
  void adaptersAreFineTunedSavedAndUsed() throws IOException {
    Path out = folder.resolve("adapter");
    Result result =
        finetune(out, "--lora", "8", "--lora-targets", "all-linear", "--learning-rate", "0.05");
    assertThat(result.err()).isEmpty();
    assertThat(result.code()).isZero();
    assertThat(result.out()).contains("LoRA of rank 8");
    try (Stream<Path> files = Files.list(out)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("adapter_config.json", "adapter_model.safetensors");
    }
    Result generated =
        to(
            "llama",
            "generate",
            "--model",
            model().toString(),
            "--adapter",
            out.toString(),
            "--instruction",
            "Count.",
            "--input",
            "7",
            "--tokens",
            "8");
    assertThat(generated.out()).startsWith("one two three");
  }

  @Test
  void aDivergedFineTuningSavesNothing() throws IOException {
    Path spec =
        Files.writeString(
            folder.resolve("spec.json"),
            "{\"estimator\": {\"type\": \"stochastic\"}, \"learningRate\": 1e20}");
    Path out = folder.resolve("diverged");
    Result result = finetune(out, "--optimizer", spec.toString());
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.out()).contains("diverged at step");
    assertThat(out).doesNotExist();
  }

  @Test
  void anOptimizerThatDoesNotFitIsOneLine() throws IOException {
    Path spec =
        Files.writeString(
            folder.resolve("spec.json"),
            "{\"estimator\": {\"type\": \"full\", \"alpha\": 0.1, \"beta\": 0.1},"
                + " \"learningRate\": 0.1}");
    Path out = folder.resolve("full");
    Result result = finetune(out, "--optimizer", spec.toString());
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).startsWith("error: optimizer: Full-TO on").hasLineCount(1);
    assertThat(out).doesNotExist();
  }

  @Test
  void badInputIsOneLineAndExitCode2() throws IOException {
    String out = folder.resolve("x").toString();
    refused("--steps", "llama", "finetune", "--out", out, "--steps", "0");
    refused("need --lora", "llama", "finetune", "--out", out, "--lora-alpha", "2");
    refused(
        "no target \"x\"", "llama", "finetune", "--out", out, "--lora", "2", "--lora-targets", "x");
    refused("--save-as", "llama", "finetune", "--out", out, "--save-as", "int8");
    refused("device cuda:99: LibTorch", "llama", "finetune", "--out", out, "--device", "cuda:99");
    refused("either --prompt or --instruction", "llama", "generate");
    assertThat(folder.resolve("x")).doesNotExist();
    Result bare = to("llama");
    assertThat(bare.code()).isEqualTo(2);
    assertThat(bare.err()).contains("subcommand").contains("./to llama --help");
  }
}
