package org.trainopt.experiments.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.trainopt.experiments.network.TinyTask;
import org.trainopt.experiments.report.ReportWriter;
import org.trainopt.experiments.study.StudyResult.Curve;
import org.trainopt.experiments.study.StudyResult.MethodResult;
import org.trainopt.experiments.study.StudyResult.TaskResult;
import org.trainopt.kernel.Execution;

final class NetworkStudyTest {
  @TempDir Path folder;

  private StudyResult study(int trials) {
    Preset preset =
        new Preset("tiny", List.of(new TinyTask("resnet")), 30, 16, 5, trials, 1, 2, 2, 3);
    return new Study(preset, 1, folder, Execution.best(), 2)
        .run(false, "./to reproduce", Progress.QUIET);
  }

  @Test
  void aNetworkGoesThroughTheWholeProtocol() throws Exception {
    StudyResult result = study(2);
    TaskResult task = result.tasks().get(0);
    assertThat(task.methods())
        .extracting(MethodResult::method)
        .containsExactly(
            "SGD",
            "Momentum",
            "AdaGrad",
            "RMSProp",
            "Adam",
            "Diagonal-TO",
            "Rank-One-TO",
            "Auto-TO",
            "Diagonal-TO + Adam scaling");
    assertThat(task.l2()).isNull();
    assertThat(task.controls()).hasSize(2);
    assertThat(task.overhead()).hasSize(9).allSatisfy(o -> assertThat(o.rounds()).isEqualTo(2));
    assertThat(result.provenance().gradients()).startsWith("LibTorch ");
    for (MethodResult method : task.methods()) {
      assertThat(method.trials()).hasSize(2);
      for (Curve run : method.runs()) {
        assertThat(run.loss()[0])
            .as("the same initial weights for all methods")
            .isEqualTo(task.methods().get(0).runs().get((int) (run.seed() % 10)).loss()[0]);
        assertThat(run.more().get("validationLoss")).hasSameSizeAs(run.loss());
        assertThat(folder.resolve(run.runFile())).isRegularFile();
      }
    }
    assertThat(task.overhead().get(0).optimizerMicros())
        .isBetween(0.0, task.overhead().get(0).stepMicros());
    StudyResult read = StudyFile.read(folder);
    assertThat(read.tasks().get(0).methods().get(0).runs().get(1).more().get("validationLoss"))
        .containsExactly(task.methods().get(0).runs().get(1).more().get("validationLoss"));
    Path page = ReportWriter.write(read, folder.resolve("report"));
    assertThat(Files.readString(page)).contains("Auto-TO");
  }

  @Test
  void moreTrialsTakeUpTheFinishedRuns() throws Exception {
    study(1);
    long before = runs();
    study(2);
    assertThat(runs() - before)
        .as("one more trial a method, and runs of new winners")
        .isBetween(9L, 9L + 9 * 2 + 4);
  }

  private long runs() throws Exception {
    try (var files = Files.list(folder.resolve("runs"))) {
      return files.count();
    }
  }
}
