package org.trainopt.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.trainopt.experiments.config.RunConfig;
import org.trainopt.experiments.data.Datasets;
import org.trainopt.kernel.Execution;

/** 200 steps on given batches, held step by step against {@link NaiveRun} to 1e-4 relative. */
final class RunAgainstReferenceTest {
  private static final int STEPS = 200;
  private static final double TOLERANCE = 1e-4;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    // estimator, scaling, predictFirst, normalized, biasCorrection, eta, alpha, beta, l2
    "stochastic, none,    false, false, false, 0.1,  0,     1,   0.01",
    "stochastic, adagrad, false, false, false, 0.1,  0,     1,   0.01",
    "stochastic, rmsprop, false, false, false, 0.01, 0,     1,   0.01",
    "stochastic, adam,    false, false, false, 0.01, 0,     1,   0",
    "ema,        none,    false, false, false, 0.1,  0,     0.1, 0.01",
    "ema,        none,    true,  false, false, 0.1,  0,     0.1, 0.01",
    "ema,        adam,    false, false, true,  0.01, 0,     0.1, 0.01",
    "diagonal,   none,    false, false, false, 0.1,  0.01,  0.1, 0.01",
    "diagonal,   none,    true,  true,  false, 0.1,  0.5,   0.5, 0",
    "diagonal,   adam,    false, true,  false, 0.01, 0.5,   0.1, 0.01",
    "diagonal,   adagrad, true,  false, false, 0.05, 0.01,  0.1, 0.01",
    "rank-one,   none,    false, false, false, 0.1,  0.01,  0.1, 0.01",
    "rank-one,   none,    true,  true,  false, 0.1,  0.5,   0.3, 0",
    "rank-one,   rmsprop, false, true,  false, 0.01, 0.5,   0.1, 0.01",
    "full,       none,    false, false, false, 0.1,  0.01,  0.1, 0.01",
    "full,       none,    true,  true,  false, 0.1,  0.5,   0.3, 0",
    "full,       adam,    false, true,  false, 0.01, 0.5,   0.1, 0.01",
  })
  void everyEstimatorAndScalingAgrees(
      String estimator,
      String scaling,
      boolean predictFirst,
      boolean normalized,
      boolean biasCorrection,
      double eta,
      double alpha,
      double beta,
      double l2)
      throws IOException {
    NaiveRun naive = new NaiveRun(Datasets.load("digits").standardized());
    naive.estimator = estimator;
    naive.scaling = scaling;
    naive.predictFirst = predictFirst;
    naive.normalized = normalized;
    naive.biasCorrection = biasCorrection;
    naive.eta = eta;
    naive.alpha = alpha;
    naive.beta = beta;
    naive.l2 = l2;
    int[][] batches = batches();
    List<NaiveRun.Line> expected = naive.run(batches);

    Path file = folder.resolve("run.json");
    Files.writeString(
        file,
        config(estimator, scaling, predictFirst, normalized, biasCorrection, eta, alpha, beta, l2));
    RunConfig config = RunConfig.read(file);
    Problem problem = Problem.of(config.task());
    RunRecord run = new Runner(problem, Execution.best()).run(config);

    List<String> lines = Files.readAllLines(folder.resolve("trace.jsonl"));
    assertThat(lines).hasSize(STEPS);
    for (int t = 0; t < STEPS; t++) {
      JsonNode line = new ObjectMapper().readTree(lines.get(t));
      assertThat(line.get("step").intValue()).isEqualTo(t);
      close(t, line, "loss", expected.get(t).loss());
      close(t, line, "gradNorm", expected.get(t).gradNorm());
      close(t, line, "estimateNorm", expected.get(t).estimateNorm());
      close(t, line, "weightNorm", expected.get(t).weightNorm());
    }
    assertThat(run.finalLoss()).isCloseTo(naive.finalLoss(), within(TOLERANCE * naive.finalLoss()));
  }

  private static void close(int step, JsonNode line, String key, double expected) {
    assertThat(line.get(key).doubleValue())
        .as("%s at step %d", key, step)
        .isCloseTo(expected, within(TOLERANCE * expected + 1e-12));
  }

  /** Uneven batches, so that means over the batch's own size are seen. */
  private int[][] batches() throws IOException {
    SplittableRandom random = new SplittableRandom(5);
    int[][] batches = new int[STEPS][];
    StringBuilder text = new StringBuilder();
    for (int t = 0; t < STEPS; t++) {
      batches[t] = random.ints(t % 7 == 0 ? 13 : 32, 0, 1797).toArray();
      for (int row : batches[t]) {
        text.append(row).append(' ');
      }
      text.append('\n');
    }
    Files.writeString(folder.resolve("batches.txt"), text);
    return batches;
  }

  private static String config(
      String estimator,
      String scaling,
      boolean predictFirst,
      boolean normalized,
      boolean biasCorrection,
      double eta,
      double alpha,
      double beta,
      double l2) {
    String settings =
        switch (estimator) {
          case "stochastic" -> "";
          case "ema" ->
              ", 'beta': 'constant(%s)', 'biasCorrection': %s".formatted(beta, biasCorrection);
          default ->
              ", 'alpha': 'constant(%s)', 'beta': 'constant(%s)', 'normalized': %s"
                  .formatted(alpha, beta, normalized);
        };
    String order =
        estimator.equals("stochastic")
            ? ""
            : ", 'order': '" + (predictFirst ? "predict-first" : "co-train-first") + "'";
    String v0 = estimator.equals("rank-one") ? ", 'v0': 'ones'" : "";
    return """
        { 'task': 'logistic', 'data': 'digits', 'l2': %s, 'steps': %d, 'batchSize': 32,
          'batches': 'batches.txt', 'trace': 'trace.jsonl',
          'optimizer': { 'estimator': {'type': '%s'%s%s%s}, 'scaling': {'type': '%s'},
                         'learningRate': 'constant(%s)', 'gainPolicy': 'ignore' } }
        """
        .formatted(l2, STEPS, estimator, settings, order, v0, scaling, eta)
        .replace('\'', '"');
  }
}
