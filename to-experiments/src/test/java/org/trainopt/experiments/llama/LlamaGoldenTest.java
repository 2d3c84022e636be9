package org.trainopt.experiments.llama;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.trainopt.experiments.network.TestDevice;

/**
 * Every figure of Hugging Face transformers: ids, loss, logits, gradients, descent, an answer's
 * loss and its continuation. {@code src/test/python/llama_fixtures.py} made the ones of our own.
 */
@Tag("golden")
final class LlamaGoldenTest {
  /**
   * Within this of the reference, as the command has it. Seen: 1.5e-4 (a logit of 0.0008), else
   * 2e-5.
   */
  private static final double TOLERANCE = 1e-3;

  @TempDir Path folder;

  @BeforeEach
  void oneThread() {
    torch.set_num_threads(1);
  }

  private static void requireEqual(String model, int figures) {
    LlamaCheck check = LlamaCheck.run(model, TestDevice.name());
    assertThat(check.figures()).hasSize(figures);
    for (Figure figure : check.figures()) {
      assertThat(figure.difference()).as(figure.toString()).isLessThanOrEqualTo(TOLERANCE);
    }
    assertThat(check.ids()).hasSize(13);
    for (LlamaCheck.Ids ids : check.ids()) {
      assertThat(ids.actual()).as(ids.name()).isEqualTo(ids.expected());
    }
    assertThat(check.passed()).isTrue();
  }

  @Test
  void theEmbeddedModel() {
    // loss, 38 gradients, 16 logits and their sum, the answer's loss, 10 steps
    requireEqual("wordnet-llama-1m", 1 + 38 + 16 + 1 + 1 + 10);
  }

  @Test
  void groupedQueriesAndAHeadOfItsOwn() throws IOException {
    requireEqual(Fixtures.copy(Fixtures.RANDOM, folder).toString(), 1 + 21 + 17 + 1 + 10);
  }

  @Test
  void llama3FrequenciesTiedHeadBfloat16InShards() throws IOException {
    requireEqual(Fixtures.copy(Fixtures.SHARDED, folder).toString(), 1 + 29 + 17 + 1 + 10);
  }

  @Test
  void olderKeysBiasesOneKeyHeadFloat16() throws IOException {
    requireEqual(Fixtures.copy(Fixtures.OLD, folder).toString(), 1 + 35 + 17 + 1 + 10);
  }

  @Test
  void linearFrequenciesByTheirOldestKey() throws IOException {
    requireEqual(Fixtures.copy(Fixtures.LINEAR, folder).toString(), 1 + 20 + 17 + 1 + 10);
  }

  /** The comparison sees what it is there for. */
  @ParameterizedTest
  @ValueSource(strings = {"rope_type", "rope_theta", "factor", "high_freq_factor"})
  void anotherRotationIsSeen(String key) throws IOException {
    Path model = Fixtures.copy(Fixtures.SHARDED, folder);
    Fixtures.edit(
        model.resolve("config.json"),
        config -> {
          ObjectNode rope = (ObjectNode) config.get("rope_parameters");
          if (key.equals("rope_type")) {
            rope.put(key, "default");
          } else {
            rope.put(key, rope.get(key).doubleValue() * 1.5);
          }
        });
    assertThat(LlamaCheck.run(model.toString(), TestDevice.name()).passed()).isFalse();
  }

  @Test
  void anotherEpsilonIsSeen() throws IOException {
    Path model = Fixtures.copy(Fixtures.LINEAR, folder);
    Fixtures.edit(model.resolve("config.json"), config -> config.put("rms_norm_eps", 1e-3));
    assertThat(LlamaCheck.run(model.toString(), TestDevice.name()).passed()).isFalse();
  }
}
