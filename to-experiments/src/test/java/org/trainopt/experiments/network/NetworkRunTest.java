package org.trainopt.experiments.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.bytedeco.openblas.presets.openblas_nolapack;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.trainopt.api.Estimator;
import org.trainopt.api.OptimizerSpec;
import org.trainopt.api.Schedules;
import org.trainopt.experiments.config.RunConfig;
import org.trainopt.experiments.run.Evaluation;
import org.trainopt.experiments.run.Problem;
import org.trainopt.experiments.run.RunFile;
import org.trainopt.experiments.run.RunRecord;
import org.trainopt.experiments.run.RunRecord.Point;
import org.trainopt.experiments.run.Runner;
import org.trainopt.kernel.Execution;

final class NetworkRunTest {
  private static final TinyTask TASK = new TinyTask("resnet");
  private static final Problem PROBLEM = Problem.of(TASK);

  @TempDir Path folder;

  private static RunConfig config(Estimator estimator, double rate, @Nullable String trace) {
    OptimizerSpec spec = OptimizerSpec.of(estimator).withLearningRate(rate);
    return new RunConfig(TASK, 60, 16, 7, 6, null, trace, spec);
  }

  private static RunRecord run(RunConfig config) {
    return new Runner(PROBLEM, Execution.best().withThreads(1)).run(config);
  }

  private static List<Evaluation> figures(RunRecord run) {
    return run.points().stream().map(Point::figures).toList();
  }

  @Test
  void trainsWithFiguresAndSecondsOnTheWay() {
    RunRecord run =
        run(
            config(
                Estimator.diagonal(Schedules.constant(0.1), Schedules.constant(0.5)), 0.5, null));
    assertThat(run.diverged()).isFalse();
    assertThat(run.points().get(0).step()).isZero();
    assertThat(run.points().get(0).figures().loss()).isCloseTo(Math.log(3), within(0.1));
    assertThat(run.finalLoss()).isLessThan(0.7 * run.points().get(0).figures().loss());
    assertThat(run.points())
        .allSatisfy(point -> assertThat(point.figures().more()).containsKey("validationLoss"));
    assertThat(run.points()).extracting(Point::seconds).isSorted().last().isEqualTo(run.seconds());
    assertThat(run.stateBytes()).isEqualTo(8 * TASK.dimension());
    assertThat(run.header().path("libtorch").asText()).contains("-");
    assertThat(run.header().path("dimension").longValue()).isEqualTo(TASK.dimension());
  }

  @Test
  void aRunFileHoldsEveryFigure() {
    RunRecord run = run(config(Estimator.stochastic(), 0.5, null));
    Path file = folder.resolve("run.jsonl");
    RunFile.write(file, run);
    RunRecord read = RunFile.read(file).orElseThrow();
    assertThat(read.points()).isEqualTo(run.points());
    assertThat(read.finalLoss()).isEqualTo(run.finalLoss());
  }

  @Test
  void libTorchAndItsBlasComputeOnTheCallingThread() {
    torch.set_num_threads(2);
    openblas_nolapack.blas_set_num_threads(2);
    run(config(Estimator.stochastic(), 0.5, null));
    assertThat(torch.get_num_threads()).isEqualTo(1);
    assertThat(openblas_nolapack.blas_get_num_threads()).isEqualTo(1);
  }

  @Test
  void bitsDoNotDependOnWhatRunsBeside() throws Exception {
    RunConfig config = config(Estimator.ema(Schedules.constant(0.2)), 0.5, null);
    List<Evaluation> alone = figures(run(config));
    ExecutorService workers = Executors.newFixedThreadPool(4);
    try {
      List<Callable<List<Evaluation>>> tasks =
          IntStream.range(0, 8)
              .<Callable<List<Evaluation>>>mapToObj(i -> () -> figures(run(config)))
              .toList();
      for (Future<List<Evaluation>> beside : workers.invokeAll(tasks)) {
        assertThat(beside.get()).isEqualTo(alone);
      }
    } finally {
      workers.shutdownNow();
    }
  }

  @Test
  void whatMethodsShareIsTheSame() {
    Evaluation first = run(config(Estimator.stochastic(), 0.5, null)).points().get(0).figures();
    Evaluation other =
        run(config(Estimator.ema(Schedules.constant(0.2)), 0.1, null)).points().get(0).figures();
    assertThat(first).isEqualTo(other);
  }

  @Test
  void aRunThatMeetsNoNumberHasDiverged() {
    RunRecord run = run(config(Estimator.stochastic(), 1e38, null));
    assertThat(run.diverged()).isTrue();
    assertThat(run.finalLoss()).isInfinite();
    assertThat(run.stepsMade()).isLessThan(60);
  }

  @Test
  void aTraceHasALinePerStep() throws Exception {
    Path trace = folder.resolve("trace.jsonl");
    run(config(Estimator.stochastic(), 0.5, trace.toString()));
    assertThat(Files.readAllLines(trace))
        .hasSize(60)
        .allSatisfy(line -> assertThat(line).contains("loss", "gradNorm", "weightNorm"));
  }
}
