package org.trainopt.experiments.llama;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Model folders of the tests, as copies that a test may damage. */
final class Fixtures {
  static final String RANDOM = "llama-random";
  static final String SHARDED = "llama3-tied-bf16-sharded";
  static final String OLD = "old-llama3-biases-f16";
  static final String LINEAR = "linear-f32";
  static final String ADAPTER = "adapter-by-peft";

  private static final ObjectMapper JSON = new ObjectMapper();

  private Fixtures() {}

  static Path resource(String name) {
    try {
      return Path.of(Objects.requireNonNull(Fixtures.class.getResource(name), name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A copy with the tokenizer that all fixtures share. */
  static Path copy(String name, Path parent) throws IOException {
    Path folder = parent.resolve(name);
    Files.createDirectories(folder);
    try (Stream<Path> files = Files.list(resource(name))) {
      files.forEach(file -> copyFile(file, folder.resolve(file.getFileName())));
    }
    Path tokenizer = folder.resolve("tokenizer.json");
    if (!Files.exists(tokenizer)) {
      Files.copy(resource(RANDOM).resolve("tokenizer.json"), tokenizer);
    }
    return folder;
  }

  private static void copyFile(Path from, Path to) {
    try {
      Files.copy(from, to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Changes a JSON file in place. */
  static void edit(Path file, Consumer<ObjectNode> change) throws IOException {
    ObjectNode json = (ObjectNode) JSON.readTree(file.toFile());
    change.accept(json);
    Files.writeString(file, json.toString());
  }

  /** Records about numbers, of unequal lengths. */
  static Path records(Path folder, int count) throws IOException {
    String json =
        IntStream.range(0, count)
            .mapToObj(
                i ->
                    "{\"instruction\": \""
                        + (i % 2 == 0 ? "Count." : "Say the number and a word.")
                        + "\", \"input\": \""
                        + (i % 3 == 0 ? "" : i)
                        + "\", \"output\": \""
                        + "one two three four five six ".substring(0, 4 + i % 20)
                        + "\"}")
            .collect(Collectors.joining(",\n", "[", "]"));
    return Files.writeString(folder.resolve("records.json"), json);
  }

  /** Settings for tiny runs of a model. */
  static LlamaSettings settings(Path model, Path records, int accumulate, LoraSettings lora) {
    return new LlamaSettings(
        model.toString(), records.toString(), 0, 120, accumulate, 6, lora, "cpu");
  }

  static LoraSettings lora(int rank, String... targets) {
    return LlamaSettings.lora(rank, 2.0 * rank, List.of(targets));
  }
}
