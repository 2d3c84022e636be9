package org.trainopt.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ./to reproduce} killed with SIGKILL and started again, in processes of their own. */
final class KilledStudyTest {
  private static final int TIMEOUT_SECONDS = 240;

  @TempDir Path folder;

  private Process reproduce(String task, Path out) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add(
        "-Dorg.bytedeco.javacpp.cachedir="
            + System.getProperty("org.bytedeco.javacpp.cachedir", "target/javacpp-cache"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of("reproduce", "--task", task, "--data", "digits"));
    command.addAll(List.of("--steps", task.equals("logistic") ? "60" : "4"));
    command.addAll(List.of("--trials", "2", "--seeds", "2", "--out", out.toString()));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve(out.getFileName() + ".log").toFile())
        .start();
  }

  private void finish(Process process, Path out) throws IOException, InterruptedException {
    assertThat(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue())
        .as(Files.readString(folder.resolve(out.getFileName() + ".log")))
        .isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"logistic", "resnet"})
  void continuesWhereItWasKilledAndEndsTheSame(String task) throws Exception {
    Path whole = folder.resolve("whole");
    finish(reproduce(task, whole), whole);

    Path killed = folder.resolve("killed");
    Process process = reproduce(task, killed);
    while (process.isAlive() && runFiles(killed).size() < 10) {
      Thread.sleep(5);
    }
    process.destroyForcibly().waitFor(); // SIGKILL
    Map<String, String> atKill = runFiles(killed);
    Map<String, Object> times = modified(killed, atKill);
    Map<String, String> expected = runFiles(whole);
    assertThat(atKill.size()).isBetween(10, expected.size() - 1);

    finish(reproduce(task, killed), killed);
    assertThat(modified(killed, atKill)).as("finished runs are not repeated").isEqualTo(times);
    assertThat(runFiles(killed)).isEqualTo(expected);
    assertThat(killed.resolve("report/report.html")).isRegularFile();
    assertThat(temporaryFiles(killed)).isLessThanOrEqualTo(2); // at most one a killed worker
  }

  /** Run files by name, without their wall-clock fields. */
  private static Map<String, String> runFiles(Path study) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    Path runs = study.resolve("runs");
    if (Files.isDirectory(runs)) {
      try (Stream<Path> files = Files.list(runs)) {
        for (Path file : files.filter(f -> f.toString().endsWith(".jsonl")).toList()) {
          String text = Files.readString(file).replaceAll("\"seconds\":[^,}]+", "");
          contents.put(file.getFileName().toString(), text);
        }
      }
    }
    return contents;
  }

  private static Map<String, Object> modified(Path study, Map<String, String> names)
      throws IOException {
    Map<String, Object> times = new TreeMap<>();
    for (String name : names.keySet()) {
      times.put(name, Files.getLastModifiedTime(study.resolve("runs").resolve(name)));
    }
    return times;
  }

  private static long temporaryFiles(Path study) throws IOException {
    try (Stream<Path> files = Files.list(study.resolve("runs"))) {
      return files.filter(file -> file.toString().endsWith(".tmp")).count();
    }
  }
}
