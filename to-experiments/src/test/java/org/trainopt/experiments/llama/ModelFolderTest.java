package org.trainopt.experiments.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.trainopt.experiments.InputException;
import org.trainopt.experiments.llama.hub.Checkpoint;
import org.trainopt.experiments.llama.hub.ElementType;
import org.trainopt.experiments.llama.hub.ModelFiles;

/** Folders that are not as they should be, one by one; and a folder that is saved again. */
final class ModelFolderTest {
  @TempDir Path folder;

  @BeforeEach
  void oneThread() {
    torch.set_num_threads(1);
  }

  private static void refused(Path model, String... words) {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> Llama.open(model.toString(), null, "cpu").close())
        .satisfies(e -> assertThat(e.getMessage()).contains(words).hasLineCount(1));
  }

  @Test
  void noFolder() {
    refused(folder.resolve("none"), "none", "neither a model folder nor the embedded model");
  }

  @Test
  void missingFiles() throws IOException {
    Path model = Fixtures.copy(Fixtures.SHARDED, folder);
    Files.move(model.resolve("model-00001-of-00002.safetensors"), folder.resolve("shard"));
    refused(model, "model-00001-of-00002.safetensors: no such file", "a missing shard");
    Files.move(folder.resolve("shard"), model.resolve("model-00001-of-00002.safetensors"));
    Files.delete(model.resolve("model.safetensors.index.json"));
    refused(model, "model.safetensors: no such file, and no model.safetensors.index.json");
    Files.write(model.resolve("pytorch_model.bin"), new byte[1]);
    refused(model, "pytorch_model.bin is not read: save the model as safetensors");
    Files.delete(model.resolve("tokenizer.json"));
    refused(model, "tokenizer.json: no such file");
    Files.delete(model.resolve("config.json"));
    refused(model, "config.json: no such file");
  }

  @Test
  void badIndex() throws IOException {
    Path model = Fixtures.copy(Fixtures.SHARDED, folder);
    Path index = model.resolve("model.safetensors.index.json");
    String good = Files.readString(index);
    Files.writeString(index, good.replace("model-00001-of", "../model-00001-of"));
    refused(model, "must be the name of a .safetensors file in the folder");
    Files.writeString(index, good.replace("\"model.norm.weight\"", "\"model.other.weight\""));
    refused(
        model, "has no tensor \"model.other.weight\", but model.safetensors.index.json says so");
    Files.writeString(index, "{\"weight_map\": {}}");
    refused(model, "weight_map must be an object");
    Files.writeString(index, "{");
    refused(model, "index.json: not valid JSON at line 1");
  }

  /** A value of the configuration with which the tensors no longer fit. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "intermediate_size | 81 | has shape 80×48, but config.json asks for 81×48",
        "num_hidden_layers | 3  | tensor \"model.layers.2.input_layernorm.weight\" is missing",
        "num_hidden_layers | 1  | unknown tensor \"model.layers.1.",
        "num_key_value_heads | 3 | k_proj.weight\" has shape 16×48, but config.json asks for 24×48",
        "vocab_size        | 2049 | has shape 2048×48, but config.json asks for 2049×48"
      })
  void tensorsThatDoNotFit(String key, int value, String words) throws IOException {
    Path model = Fixtures.copy(Fixtures.RANDOM, folder);
    Fixtures.edit(model.resolve("config.json"), config -> config.put(key, value));
    refused(model, words);
  }

  @Test
  void missingHeadAndBiases() throws IOException {
    Path model = Fixtures.copy(Fixtures.LINEAR, folder);
    Fixtures.edit(model.resolve("config.json"), c -> c.put("tie_word_embeddings", false));
    refused(model, "tensor \"lm_head.weight\" is missing");
    Path biased = Fixtures.copy(Fixtures.OLD, folder);
    Fixtures.edit(biased.resolve("config.json"), config -> config.put("mlp_bias", false));
    refused(biased, "unknown tensor \"model.layers.0.mlp.", ".bias\"");
  }

  @Test
  void aHeaderThatPointsOutOfItsFile() throws IOException {
    Path model = Fixtures.copy(Fixtures.RANDOM, folder);
    Path file = model.resolve("model.safetensors");
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 1));
    refused(model, "model.safetensors: tensor \"model.norm.weight\": data_offsets", "within");
  }

  @Test
  void anothersTokenizer() throws IOException {
    Path model = Fixtures.copy(Fixtures.RANDOM, folder);
    Path tokenizer = model.resolve("tokenizer.json");
    String good = Files.readString(tokenizer);
    Files.writeString(tokenizer, good.replaceFirst("\"id\": 2,", "\"id\": 2048,"));
    refused(model, "has token id 2048, but config.json's vocab_size is 2048", "another model's");
    Files.writeString(
        tokenizer, good.replace("\"ids\": [\n          1", "\"ids\": [\n          0"));
    refused(model, "puts token 0 before a text, but config.json's bos_token_id is 1");
    Files.writeString(tokenizer, good.replace("\"type\": \"BPE\"", "\"type\": \"XYZ\""));
    refused(model, "tokenizer.json: not a valid tokenizer");
    Files.writeString(tokenizer, "{}");
    refused(model, "tokenizer.json: has no vocabulary");
    Files.writeString(tokenizer, good.substring(0, 1000));
    refused(model, "tokenizer.json: not valid JSON at line");
  }

  private static void requireSame(Path a, Path b) {
    try (Llama one = Llama.open(a.toString(), null, "cpu");
        Llama two = Llama.open(b.toString(), null, "cpu")) {
      assertThat(two.config()).isEqualTo(one.config());
      assertThat(two.weights().keySet()).isEqualTo(one.weights().keySet());
      one.weights()
          .forEach(
              (name, tensor) ->
                  assertThat(torch.equal(tensor, two.weights().get(name))).as(name).isTrue());
      assertThat(two.continuation("a verb", 5)).isEqualTo(one.continuation("a verb", 5));
    }
  }

  @ParameterizedTest
  @CsvSource({Fixtures.RANDOM, Fixtures.SHARDED, Fixtures.OLD, Fixtures.LINEAR})
  void whatIsSavedIsLoadedAgain(String name) throws IOException {
    Path model = Fixtures.copy(name, folder);
    Path saved = folder.resolve("deep/saved");
    LlamaTask task =
        LlamaTask.load(Fixtures.settings(model, Fixtures.records(folder, 20), 1, null), 4, 0);
    try (LlamaNetwork network = task.open(1)) {
      ModelSaver.save(network, saved, null);
      requireSame(model, saved);
      ModelFiles files = new ModelFiles.Folder(saved);
      assertThat(Checkpoint.open(files).places())
          .containsAllEntriesOf(Checkpoint.open(new ModelFiles.Folder(model)).places());
      assertThatExceptionOfType(InputException.class)
          .isThrownBy(() -> ModelSaver.save(network, saved, null))
          .withMessageContaining("is there already");
      Path wide = folder.resolve("wide");
      ModelSaver.save(network, wide, ElementType.F32);
      LlamaConfig config = LlamaConfig.read(new ModelFiles.Folder(wide));
      assertThat(config.type()).isEqualTo(ElementType.F32);
      Checkpoint checkpoint = Checkpoint.open(new ModelFiles.Folder(wide));
      assertThat(checkpoint.entry(Weights.EMBEDDING).type()).isEqualTo(ElementType.F32);
    }
    try (var files = Files.list(folder.resolve("deep"))) {
      assertThat(files.map(file -> file.getFileName().toString()).toList())
          .isEqualTo(List.of("saved"));
    }
  }
}
