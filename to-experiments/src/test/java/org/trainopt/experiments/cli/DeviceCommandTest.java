package org.trainopt.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.trainopt.experiments.OwnProcess;
import org.trainopt.experiments.network.TestDevice;
import org.trainopt.experiments.run.RunFile;
import org.trainopt.experiments.run.RunRecord;
import picocli.CommandLine;

/** Networks on a CUDA device, as a user types it: LibTorch's gradients, the CUDA kernels' steps. */
@Tag("device")
final class DeviceCommandTest {
  @TempDir Path folder;
  private String device = "";

  @BeforeEach
  void device() {
    device = TestDevice.name();
  }

  private static String to(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commandLine = Main.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    int code = commandLine.execute(args);
    assertThat(code).as("%s%n%s", out, err).isZero();
    return out.toString();
  }

  private RunRecord resnet(String where, String estimator) throws IOException {
    String name = where.replace(':', '-');
    Path config =
        Files.writeString(
            folder.resolve(name + ".json"),
            """
            {"task": "resnet", "data": "digits", "model": "resnet-8", "steps": 60, "batchSize": 16,
             "device": "%s", "seed": 3, "points": 6,
             "optimizer": {"estimator": %s, "scope": "per-tensor", "learningRate": 0.05}}
            """
                .formatted(where, estimator));
    String out = to("run", "--config", config.toString(), "--out", folder.toString());
    String file = out.replaceFirst("(?s).*run file +(\\S+).*", "$1");
    return RunFile.read(Path.of(file)).orElseThrow();
  }

  /** Convolutions sum in another order than on the CPU, and training spreads the differences. */
  private void trainsAsOnTheCpu(String estimator) throws IOException {
    RunRecord cpu = resnet("cpu", estimator);
    RunRecord cuda = resnet(device, estimator);
    assertThat(cuda.header().path("kernels").toString()).contains("cuda");
    assertThat(cuda.stateBytes()).isGreaterThanOrEqualTo(cpu.stateBytes());
    List<Double> losses = cuda.points().stream().map(p -> p.figures().loss()).toList();
    double first = cpu.points().get(0).figures().loss();
    assertThat(losses.get(0)).isCloseTo(first, within(1e-4 * first));
    assertThat(cuda.finalLoss())
        .isLessThan(0.7 * first)
        .isCloseTo(cpu.finalLoss(), within(0.1 * cpu.finalLoss()));
  }

  @Test
  void resnetWithDiagonalTo() throws IOException {
    trainsAsOnTheCpu("{\"type\": \"diagonal\", \"alpha\": 0.01, \"beta\": 0.1}");
  }

  @Test
  void resnetWithRankOneTo() throws IOException {
    trainsAsOnTheCpu("{\"type\": \"rank-one\", \"alpha\": 0.0001, \"beta\": 0.1}");
  }

  @Test
  void resnetWithFullToOnSmallTensors() throws IOException {
    trainsAsOnTheCpu(
        "{\"type\": \"auto\", \"fullUpTo\": 1024,"
            + " \"full\": {\"type\": \"full\", \"alpha\": 0.001, \"beta\": 0.1},"
            + " \"above\": {\"type\": \"diagonal\", \"alpha\": 0.01, \"beta\": 0.1}}");
  }

  @Test
  void llamaIsTunedSavedAndAnswers() {
    tunes("--model");
  }

  @Test
  void llamasAdaptersAreTunedSavedAndAnswer() {
    tunes("--adapter", "--lora", "4");
  }

  /** Tunes there; the saved model answers there what it answers on the CPU. */
  private void tunes(String saved, String... more) {
    String out = folder.resolve("tuned").toString();
    String tuning =
        "llama finetune --steps 100 --records 2000 --validation 64 --out %s --device %s"
            .formatted(out, device);
    String[] args = (tuning + " " + String.join(" ", more)).trim().split(" ");
    assertThat(to(args)).contains("saved");
    assertThat(answer(saved, out, device)).isEqualTo(answer(saved, out, "cpu")).isNotBlank();
  }

  private static String answer(String saved, String out, String where) {
    String words = "llama generate --instruction Define --input jump --tokens 8 " + saved;
    return to((words + " " + out + " --device " + where).split(" "));
  }

  /** Nothing has loaded LibTorch or CUDA before: each finds it as the command leaves it. */
  @Test
  void inAProcessOfItsOwn() throws IOException, InterruptedException {
    String command =
        "llama finetune --steps 5 --records 2000 --validation 64 --out %s --device %s"
            .formatted(folder.resolve("alone"), device);
    List<String> args = List.of(command.split(" "));
    OwnProcess.start(folder.resolve("log"), List.of(), Main.class, args).finish(120);
  }
}
