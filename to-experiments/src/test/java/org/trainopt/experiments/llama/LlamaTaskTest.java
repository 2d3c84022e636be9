package org.trainopt.experiments.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.trainopt.experiments.InputException;
import org.trainopt.experiments.config.Fields;
import org.trainopt.experiments.task.BatchSampler;
import org.trainopt.torch.TorchOptimizer;

final class LlamaTaskTest {
  @TempDir Path folder;

  @BeforeEach
  void oneThread() {
    torch.set_num_threads(1);
  }

  private LlamaTask tiny(int accumulate) throws IOException {
    Path model = folder.resolve(Fixtures.RANDOM);
    if (!Files.exists(model)) {
      Fixtures.copy(Fixtures.RANDOM, folder);
    }
    return LlamaTask.load(
        Fixtures.settings(model, Fixtures.records(folder, 60), accumulate, null), 8, 0);
  }

  private static double[] gradient(LlamaNetwork network, String name) {
    Tensor gradient = network.parameters().get(name).grad();
    float[] values = new float[(int) gradient.numel()];
    gradient.contiguous().data_ptr_float().get(values);
    double[] wide = new double[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }

  private static void requireClose(double[] actual, double[] expected) {
    double norm = 0;
    double difference = 0;
    for (int i = 0; i < actual.length; i++) {
      norm += expected[i] * expected[i];
      difference += Math.pow(actual[i] - expected[i], 2);
    }
    assertThat(norm).isPositive();
    assertThat(Math.sqrt(difference)).isLessThan(1e-5 * Math.sqrt(norm));
  }

  /** The mean over a batch's tokens, not over the parts' means: the parts differ in tokens. */
  @Test
  void accumulatedGradientsAreTheBatchs() throws IOException {
    int[] rows = {0, 19, 2, 33, 18, 5, 6};
    try (LlamaNetwork whole = tiny(1).open(1);
        LlamaNetwork parts = tiny(3).open(1)) {
      double loss = whole.backward(rows, rows.length);
      assertThat(parts.backward(rows, rows.length)).isCloseTo(loss, within(1e-6));
      for (String name : whole.parameters().keySet()) {
        requireClose(gradient(parts, name), gradient(whole, name));
      }
    }
  }

  /** The shared beginning of a batch's texts, computed once, changes nothing. */
  @Test
  void textsTogetherAreTextsApart() throws IOException {
    LlamaTask task = tiny(1);
    List<Example> texts = task.instructions().training().subList(0, 9);
    Batch together = Batch.of(texts);
    assertThat(together.shared).isGreaterThan(8); // of the two prompts
    assertThat(together.even).isFalse();
    assertThat(Batch.apart(texts).shared).isZero();
    try (LlamaNetwork one = task.open(1);
        LlamaNetwork two = task.open(1)) {
      Tensor sum = one.model().loss(together);
      Tensor apart = two.model().loss(Batch.apart(texts));
      assertThat(sum.item_double()).isCloseTo(apart.item_double(), within(1e-3));
      sum.backward();
      apart.backward();
      for (String name : one.parameters().keySet()) {
        requireClose(gradient(one, name), gradient(two, name));
      }
    }
  }

  /** Padding, and the other texts of a batch, are not seen. */
  @Test
  void aTextsLossDoesNotDependOnItsBatch() throws IOException {
    LlamaTask task = tiny(1);
    try (LlamaNetwork network = task.open(1)) {
      int[] rows = {3, 18, 40};
      double sum = 0;
      int tokens = 0;
      for (int row : rows) {
        int predicted = task.instructions().training().get(row).predicted();
        sum += predicted * network.backward(new int[] {row}, 1);
        tokens += predicted;
      }
      assertThat(network.backward(rows, 3)).isCloseTo(sum / tokens, within(1e-5));
    }
  }

  @Test
  void onlyTheAnswerCounts() throws IOException {
    LlamaTask task = tiny(1);
    for (Example example : task.instructions().training()) {
      int[] tokens = example.tokens();
      String answer =
          task.tokenizer()
              .decode(java.util.Arrays.copyOfRange(tokens, example.given(), tokens.length));
      assertThat(answer).startsWith("one");
      assertThat(tokens[tokens.length - 1]).isEqualTo(2);
      assertThat(tokens[0]).isEqualTo(1);
    }
  }

  private static List<Double> train(LlamaTask task, long seed, int steps) {
    torch.set_num_threads(1); // of the calling thread
    List<Double> figures = new ArrayList<>();
    BatchSampler batches = new BatchSampler(task.rows(), 4, seed);
    int[] rows = new int[4];
    try (LlamaNetwork network = task.open(seed);
        TorchOptimizer optimizer =
            TorchOptimizer.of(FineTuning.defaultOptimizer(1e-2, steps), network.parameters())) {
      for (int step = 0; step < steps; step++) {
        int count = batches.next(step, rows);
        optimizer.zeroGrad();
        figures.add(network.backward(rows, count));
        optimizer.step();
      }
      figures.add(network.evaluate().loss());
      figures.addAll(network.evaluate().more().values());
    }
    return figures;
  }

  @Test
  void aSeedGivesTheSameBitsWhateverElseRuns() throws Exception {
    LlamaTask full = tiny(2);
    LlamaTask adapters =
        LlamaTask.load(
            Fixtures.settings(
                folder.resolve(Fixtures.RANDOM),
                folder.resolve("records.json"),
                1,
                Fixtures.lora(2, "q_proj", "down_proj")),
            4,
            0);
    List<Callable<List<Double>>> runs = new ArrayList<>();
    for (long seed = 1; seed <= 2; seed++) {
      long chosen = seed;
      runs.add(() -> train(full, chosen, 6));
      runs.add(() -> train(adapters, chosen, 6));
    }
    List<List<Double>> alone = new ArrayList<>();
    for (Callable<List<Double>> run : runs) {
      alone.add(run.call());
    }
    assertThat(alone).doesNotHaveDuplicates();
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      List<List<Double>> together = new ArrayList<>();
      for (Future<List<Double>> run : threads.invokeAll(runs)) {
        together.add(run.get());
      }
      assertThat(together).isEqualTo(alone);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void trainingLowersTheValidationLoss() throws IOException {
    LlamaTask task = tiny(1);
    double before;
    try (LlamaNetwork network = task.open(1)) {
      before = network.evaluate().loss();
      Map<String, Double> more = network.evaluate().more();
      assertThat(more.get("perplexity")).isEqualTo(Math.exp(before));
      assertThat(more.get("accuracy")).isBetween(0.0, 1.0);
      assertThat(more.get("tokens"))
          .isEqualTo(task.instructions().validation().stream().mapToInt(Example::predicted).sum());
    }
    List<Double> figures = train(task, 3, 40);
    assertThat(figures.get(40)).isLessThan(before - 1);
  }

  @Test
  void heldOutRecordsAreNeverTrainedOnAndTheSameForEverySeed() throws IOException {
    LlamaTask task = tiny(1);
    assertThat(task.rows()).isEqualTo(54);
    assertThat(task.instructions().validation()).hasSize(6);
    assertThat(task.instructions().held()).hasSize(6);
    assertThat(tiny(2).instructions().held()).isEqualTo(task.instructions().held());
    for (Example held : task.instructions().validation()) {
      assertThat(task.instructions().training()).doesNotContain(held);
    }
  }

  @Test
  void longTextsAreCutAndTooLongPromptsSkipped() throws IOException {
    tiny(1);
    Path records =
        Files.writeString(
            folder.resolve("long.json"),
            "[{\"instruction\": \"Count.\", \"output\": \""
                + "one two ".repeat(60)
                + "\"},"
                + "{\"instruction\": \""
                + "very ".repeat(90)
                + "\", \"output\": \"x\"},"
                + "{\"instruction\": \"Say.\", \"output\": \"\"}]");
    LlamaSettings settings =
        new LlamaSettings(
            folder.resolve(Fixtures.RANDOM).toString(),
            records.toString(),
            0,
            100,
            1,
            1,
            null,
            "cpu");
    Instructions instructions = LlamaTask.load(settings, 1, 0).instructions();
    assertThat(instructions.cut()).isEqualTo(1);
    assertThat(instructions.skipped()).isEqualTo(1);
    List<Example> all = new ArrayList<>(instructions.training());
    all.addAll(instructions.validation());
    assertThat(all).hasSize(2).anyMatch(e -> e.tokens().length == 100);
    assertThat(all).anyMatch(e -> e.predicted() == 1); // an empty answer: its end alone
  }

  @Test
  void memoryStaysFlat() throws IOException {
    LlamaTask task = tiny(2);
    int[] rows = {0, 1, 2, 3};
    try (LlamaNetwork network = task.open(1);
        TorchOptimizer optimizer =
            TorchOptimizer.of(FineTuning.defaultOptimizer(1e-3, 1000), network.parameters())) {
      long bytes = 0;
      long pointers = 0;
      for (int step = 0; step < 100; step++) {
        optimizer.zeroGrad();
        network.backward(rows, 4);
        optimizer.step();
        if (step % 20 == 9) {
          network.evaluate();
        }
        if (step == 29) {
          bytes = Pointer.physicalBytes();
          pointers = Pointer.totalCount();
        }
      }
      // A step makes hundreds of tensors, megabytes in all; no garbage collection is waited for.
      assertThat(Pointer.totalCount() - pointers).isLessThan(50);
      assertThat(Pointer.physicalBytes() - bytes).isLessThan(100L << 20);
    }
  }

  @Test
  void settingsAreReadAndWritten() throws IOException {
    LlamaSettings settings =
        new LlamaSettings(
            "dir", "data.json", 50, 99, 4, 7, Fixtures.lora(8, "v_proj", "o_proj"), "cuda:1");
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    settings.writeTo(json);
    Fields fields = new Fields("run.json", "", json);
    assertThat(LlamaSettings.read(fields)).isEqualTo(settings);
    fields.end();
    Fields empty = new Fields("run.json", "", JsonNodeFactory.instance.objectNode());
    assertThat(LlamaSettings.read(empty)).isEqualTo(LlamaSettings.embedded());
    assertThat(settings.withFiles(name -> "at/" + name).model()).isEqualTo("at/dir");
    assertThat(LlamaSettings.embedded().withFiles(name -> "at/" + name))
        .isEqualTo(LlamaSettings.embedded());
  }

  private void refused(String words, String key, Object value) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    LlamaSettings.embedded().writeTo(json);
    json.putPOJO(key, value);
    ObjectNode plain = json.deepCopy();
    plain.set(key, new com.fasterxml.jackson.databind.ObjectMapper().valueToTree(value));
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> LlamaSettings.read(new Fields("run.json", "", plain)).load())
        .withMessageContaining(words)
        .satisfies(e -> assertThat(e.getMessage()).hasLineCount(1));
  }

  @Test
  void badSettingsAreNamed() throws IOException {
    refused("device must be cpu or cuda:N", "device", "gpu");
    refused("device cuda:99: LibTorch sees", "device", "cuda:99");
    refused("maxTokens must be from 2 to the model's 512 positions", "maxTokens", 513);
    refused("12000 records are to be held out", "validation", 12_000);
    refused("has 12000 records, but 12001 were asked for", "records", 12_001);
    refused("loraRank", "loraAlpha", 4);
    refused("\"nowhere\" is neither a model folder", "model", "nowhere");
    refused("\"nowhere\" is neither a file", "data", "nowhere");
    Path bad = Files.writeString(folder.resolve("bad.json"), "[{\"instruction\": \"x\"}]");
    refused("record 0 (from 0): \"output\" must be a text", "data", bad.toString());
    Files.writeString(bad, "{}");
    refused("must be a JSON array", "data", bad.toString());
    Files.write(bad, new byte[] {0x1f, (byte) 0x8b, 8, 0});
    refused("bad.json: the gzip stream is truncated", "data", bad.toString());
  }

  @Test
  void theEmbeddedTask() {
    LlamaTask task = LlamaSettings.embedded().load();
    assertThat(task.rows()).isEqualTo(12_000 - 256);
    assertThat(task.dimension()).isEqualTo(1_000_576);
    assertThat(task.title()).isEqualTo("Llama (1.0 M weights) on wordnet-verbs");
    assertThat(task.describe().get("skippedRecords").intValue()).isZero();
    assertThat(task.sha256()).matches("[0-9a-f]{64}");
  }
}
