package org.trainopt.experiments.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.trainopt.api.Estimator;
import org.trainopt.api.InitialV;
import org.trainopt.api.Order;
import org.trainopt.api.Scaling;
import org.trainopt.api.Schedules;
import org.trainopt.experiments.InputException;

final class RunConfigTest {
  @TempDir Path folder;

  private RunConfig read(String json) throws IOException {
    Path file = folder.resolve("run.json");
    Files.writeString(file, json.replace('\'', '"'));
    return RunConfig.read(file);
  }

  private RunConfig withOptimizer(String optimizer) throws IOException {
    return read("{'task': 'logistic', 'data': 'digits', 'optimizer': {" + optimizer + "}}");
  }

  @Test
  void theExampleOfTheDocumentationIsRead() throws IOException {
    Files.writeString(folder.resolve("batches.txt"), "0\n");
    RunConfig config =
        read(
            """
            { 'task': 'logistic', 'data': 'digits', 'standardize': true, 'l2': 0.01, 'steps': 200,
              'batchSize': 64, 'seed': 1, 'batches': 'batches.txt', 'trace': 'trace.jsonl',
              'optimizer': { 'estimator': {'type': 'diagonal', 'alpha': 'constant(0.01)',
                                           'beta': 'constant(0.1)', 'order': 'co-train-first',
                                           'normalized': false},
                             'scaling': {'type': 'none'}, 'learningRate': 'constant(0.1)' } }
            """);
    assertThat(config.task()).isEqualTo(new LogisticSettings("digits", true, 0.01));
    assertThat(config.batches()).isEqualTo(folder.resolve("batches.txt").toString());
    assertThat(config.trace()).isEqualTo(folder.resolve("trace.jsonl").toString());
    assertThat(config.optimizer().estimator())
        .isEqualTo(Estimator.diagonal(Schedules.constant(0.01), Schedules.constant(0.1)));
    assertThat(config.optimizer().learningRate()).isEqualTo(Schedules.constant(0.1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'estimator': {'type': 'stochastic'}",
        "'estimator': {'type': 'ema', 'beta': 0.1, 'biasCorrection': true}",
        "'estimator': {'type': 'diagonal', 'alpha': 'harmonic(1,8)', 'beta': 1, 'b0': 'first-gradient'}",
        "'estimator': {'type': 'rank-one', 'alpha': 0.1, 'beta': 1, 'v0': 'ones', 'normalized': true}",
        "'estimator': {'type': 'full', 'alpha': 0.1, 'beta': 1, 'order': 'predict-first'}",
        "'estimator': {'type': 'full', 'alpha': 0.1, 'beta': 1, 'storage': 'delayed(64,8)'}",
        "'estimator': {'type': 'full', 'alpha': 0.1, 'beta': 1, 'storage': 'direct'}",
        "'estimator': {'type': 'auto', 'fullUpTo': 64, 'full': {'type': 'full', 'alpha': 0.1,"
            + " 'beta': 1}, 'above': {'type': 'ema', 'beta': 0.1}}, 'scope': 'per-tensor'",
        "'estimator': {'type': 'ema', 'beta': 0.1}, 'statePrecision': 'bfloat16'",
        "'estimator': {'type': 'stochastic'}, 'scaling': {'type': 'adagrad', 'epsilon': 1e-7}",
        "'estimator': {'type': 'stochastic'}, 'scaling': {'type': 'rmsprop', 'rho': 0.9}",
        "'estimator': {'type': 'stochastic'}, 'scaling': {'type': 'adam', 'beta2': 'constant(0.99)'}",
        "'estimator': {'type': 'stochastic'}, 'weightDecay': 0.1, 'l2': 0.2, 'clipValue': 1,"
            + " 'clipNorm': 2, 'radius': 3, 'nonFinite': 'skip', 'gainPolicy': 'fail',"
            + " 'scope': 'per-tensor', 'seed': -7",
        "'estimator': {'type': 'stochastic'}, 'groups': [{'name': 'g', 'patterns': ['w*'],"
            + " 'learningRate': 0.5, 'weightDecay': 0, 'estimator': {'type': 'ema', 'beta': 0.5}}]",
      })
  void everySettingSurvivesWritingAndReading(String settings) throws IOException {
    RunConfig config = withOptimizer(settings + ", 'learningRate': 'cosine(0.1,100)'");
    assertThat(RunConfig.read("again", config.toJson())).isEqualTo(config);
  }

  @Test
  void settingsReachTheSpec() throws IOException {
    RunConfig config =
        withOptimizer(
            "'estimator': {'type': 'rank-one', 'alpha': 0.1, 'beta': 1, 'v0': 'ones',"
                + " 'order': 'predict-first'}, 'scaling': {'type': 'rmsprop', 'rho': 0.9},"
                + " 'learningRate': 1");
    Estimator.RankOne estimator = (Estimator.RankOne) config.optimizer().estimator();
    assertThat(estimator.initialV()).isEqualTo(InitialV.ONES);
    assertThat(estimator.training().order()).isEqualTo(Order.PREDICT_FIRST);
    assertThat(config.optimizer().scaling())
        .isEqualTo(new Scaling.RmsProp(Schedules.constant(0.9), 1e-8));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'estimator': {'type': 'diagonal', 'alhpa': 1, 'alpha': 1, 'beta': 1}, 'learningRate': 1"
            + "|unknown key optimizer.estimator.alhpa; known here: type, alpha, beta",
        "'estimator': {'type': 'diagonal', 'beta': 1}, 'learningRate': 1"
            + "|optimizer.estimator.alpha is missing",
        "'estimator': {'type': 'adam'}, 'learningRate': 1"
            + "|optimizer.estimator.type must be one of stochastic, ema, diagonal, rank-one, full,"
            + " auto, but was adam",
        "'estimator': {'type': 'auto', 'full': {'type': 'stochastic'}}, 'learningRate': 1"
            + "|optimizer.estimator.full.type must be full, but was stochastic",
        "'estimator': {'type': 'auto', 'full': {'type': 'auto'}}, 'learningRate': 1"
            + "|optimizer.estimator.full.type must be one of stochastic, ema, diagonal, rank-one,"
            + " full, but was auto",
        "'estimator': {'type': 'auto', 'fullUpTo': 50000, 'full': {'type': 'full', 'alpha': 1,"
            + " 'beta': 1}, 'above': {'type': 'stochastic'}}, 'learningRate': 1"
            + "|optimizer.estimator: fullUpTo must be from 1 to 46340, but was 50000",
        "'estimator': {'type': 'stochastic'}, 'learningRate': 'konstant(1)'"
            + "|optimizer.learningRate: schedule \"konstant(1)\" cannot be read",
        "'estimator': {'type': 'stochastic'}, 'learningRate': -0.1"
            + "|optimizer: learningRate must be finite and > 0, but was -0.1",
        "'estimator': {'type': 'ema', 'beta': 1.5}, 'learningRate': 1"
            + "|optimizer.estimator: beta must be >= 0 and <= 1, but was 1.5",
        "'estimator': {'type': 'diagonal', 'alpha': 1, 'beta': 1, 'order': 'first'}, 'learningRate': 1"
            + "|optimizer.estimator.order must be one of co-train-first, predict-first",
        "'estimator': {'type': 'full', 'alpha': 1, 'beta': 1, 'storage': 'delayed'}, 'learningRate': 1"
            + "|optimizer.estimator: storage must be auto, direct or delayed(history,pending), but was"
            + " \"delayed\"",
        "'estimator': {'type': 'stochastic'}, 'scaling': {'type': 'adam', 'epsilon': 0},"
            + " 'learningRate': 1|optimizer.scaling: epsilon must be finite and > 0, but was 0.0",
      })
  void aBadOptimizerIsRefusedWithItsPlace(String optimizer, String message) {
    assertThatThrownBy(() -> withOptimizer(optimizer))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("run.json: ")
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'stpes': 5|unknown key stpes; known here: task, data",
        "'steps': 0|steps must be a whole number >= 1, but was 0",
        "'steps': 1.5|steps must be a whole number >= 1, but was 1.5",
        "'batchSize': 'many'|batchSize must be a whole number >= 1, but was \"many\"",
        "'l2': -1|l2 must be finite and >= 0, but was -1.0",
        "'standardize': 'yes'|standardize must be true or false, but was \"yes\"",
      })
  void aBadRunIsRefusedWithItsPlace(String setting, String message) {
    String json =
        "{'task': 'logistic', 'data': 'digits', "
            + setting
            + ", 'optimizer': {'estimator': {'type': 'stochastic'}, 'learningRate': 1}}";
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("run.json: " + message);
  }

  @Test
  void whatIsNotJsonIsRefusedWithItsLine() {
    assertThatThrownBy(() -> read("{\n'task': }"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("run.json: not valid JSON at line 2");
    assertThatThrownBy(() -> read("{'task': 'logistic', 'task': 'logistic'}"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("Duplicate field 'task'");
    assertThatThrownBy(() -> RunConfig.read(folder.resolve("absent.json")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("absent.json: cannot be read");
  }
}
