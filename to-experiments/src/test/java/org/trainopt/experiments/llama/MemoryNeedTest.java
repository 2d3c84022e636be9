package org.trainopt.experiments.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.trainopt.api.Estimator;
import org.trainopt.api.OptimizerSpec;
import org.trainopt.api.Scaling;
import org.trainopt.api.Schedules;
import org.trainopt.api.StatePrecision;
import org.trainopt.experiments.InputException;
import org.trainopt.experiments.llama.hub.ModelFiles;

/** What a full-size model needs is known from its configuration alone. */
final class MemoryNeedTest {
  private static final double GIB = 1L << 30;

  @TempDir Path folder;

  private LlamaConfig llama7b() throws IOException {
    Files.writeString(
        folder.resolve("config.json"),
        "{\"architectures\": [\"LlamaForCausalLM\"], \"model_type\": \"llama\"}");
    return LlamaConfig.read(new ModelFiles.Folder(folder));
  }

  @Test
  void llama7bInFull() throws IOException {
    MemoryNeed need = MemoryNeed.of(llama7b(), null, 512, 1, 1, 12);
    assertThat(need.weights() / GIB).isCloseTo(25.1, within(0.1));
    assertThat(need.gradients()).isEqualTo(need.weights());
    assertThat(need.state()).isEqualTo(3 * need.weights());
    assertThat(need.activations() / GIB).isBetween(2.0, 20.0);
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> need.requireFits("fine-tuning llama-7b", "cuda:0", 80 * GIB))
        .withMessageStartingWith("fine-tuning llama-7b needs about 1")
        .withMessageContaining("weights 25.1 GiB, gradients 25.1 GiB, optimizer 75.3 GiB")
        .withMessageContaining("but about 80.0 GiB are free")
        .withMessageContaining("LoRA");
  }

  @Test
  void adaptersAndPartsNeedLess() throws IOException {
    MemoryNeed full = MemoryNeed.of(llama7b(), null, 512, 8, 1, 12);
    MemoryNeed lora = MemoryNeed.of(llama7b(), Fixtures.lora(8, "q_proj", "v_proj"), 512, 8, 8, 12);
    assertThat(lora.gradients()).isEqualTo(4.0 * 4_194_304); // 32 layers × 2 × 2 × 8 × 4096
    assertThat(lora.total()).isLessThan(0.4 * full.total());
    lora.requireFits("fine-tuning", "cuda:0", 80 * GIB);
  }

  @Test
  void theCheckComesBeforeAnythingIsLoaded() throws IOException {
    llama7b(); // neither weights nor a tokenizer in the folder, nor the file with the records
    LlamaSettings settings =
        new LlamaSettings(folder.toString(), "none.json", 0, 2048, 1, 1, null, "cpu");
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> LlamaTask.load(settings, 100_000, 12))
        .withMessageContaining("TiB on cpu")
        .withMessageContaining("are free");
  }

  @Test
  void stateOfSpecs() {
    OptimizerSpec diagonal =
        OptimizerSpec.of(Estimator.diagonal(Schedules.constant(0.1), Schedules.constant(0.1)));
    assertThat(MemoryNeed.stateBytes(diagonal)).isEqualTo(8);
    assertThat(MemoryNeed.stateBytes(diagonal.withScaling(Scaling.adam()))).isEqualTo(12);
    assertThat(MemoryNeed.stateBytes(diagonal.withStatePrecision(StatePrecision.BFLOAT16)))
        .isEqualTo(4);
    assertThat(MemoryNeed.stateBytes(OptimizerSpec.of(Estimator.stochastic()))).isZero();
  }
}
