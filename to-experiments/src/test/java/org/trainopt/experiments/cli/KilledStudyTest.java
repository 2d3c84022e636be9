package org.trainopt.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.trainopt.experiments.OwnProcess;

/** {@code ./to reproduce} killed with SIGKILL and started again, in processes of their own. */
final class KilledStudyTest {
  private static final int TIMEOUT_SECONDS = 240;

  @TempDir Path folder;

  private OwnProcess reproduce(String task, Path out) throws IOException {
    List<String> args = new ArrayList<>(List.of("reproduce", "--task", task, "--data", "digits"));
    args.addAll(List.of("--steps", task.equals("logistic") ? "60" : "4"));
    args.addAll(List.of("--trials", "2", "--seeds", "2", "--out", out.toString()));
    Path log = folder.resolve(out.getFileName() + ".log");
    return OwnProcess.start(log, List.of(), Main.class, args);
  }

  @ParameterizedTest
  @ValueSource(strings = {"logistic", "resnet"})
  void continuesWhereItWasKilledAndEndsTheSame(String task) throws Exception {
    Path whole = folder.resolve("whole");
    reproduce(task, whole).finish(TIMEOUT_SECONDS);

    Path killed = folder.resolve("killed");
    Process process = reproduce(task, killed).process();
    while (process.isAlive() && runFiles(killed).size() < 10) {
      Thread.sleep(5);
    }
    process.destroyForcibly().waitFor(); // SIGKILL
    Map<String, String> atKill = runFiles(killed);
    Map<String, Object> times = modified(killed, atKill);
    Map<String, String> expected = runFiles(whole);
    assertThat(atKill.size()).isBetween(10, expected.size() - 1);

    reproduce(task, killed).finish(TIMEOUT_SECONDS);
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
