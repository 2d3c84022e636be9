package org.trainopt.experiments.llama;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.trainopt.experiments.OwnProcess;
import org.trainopt.experiments.llama.hub.ModelFiles;

/** The ids themselves are compared with the reference's in {@link LlamaGoldenTest}. */
final class LlamaTokenizerTest {
  private static LlamaTokenizer open() {
    ModelFiles files = ModelFiles.of(ModelFiles.EMBEDDED);
    return LlamaTokenizer.open(files, LlamaConfig.read(files));
  }

  @Test
  void textsComeBack() {
    try (LlamaTokenizer tokenizer = open()) {
      for (String text :
          List.of("The quick brown fox\n jumps — over 13", "naïve café", "", "   a ")) {
        assertThat(tokenizer.decode(tokenizer.encode(text, true))).isEqualTo(text);
        assertThat(tokenizer.decode(tokenizer.encode(text, false))).isEqualTo(text);
      }
      assertThat(tokenizer.encode("word ".repeat(3000), true)).hasSizeGreaterThan(3000); // not cut
    }
  }

  @Test
  void threadsMayShareIt() {
    try (LlamaTokenizer tokenizer = open()) {
      int[] expected = tokenizer.encode("make a higher bid than", true);
      assertThat(
              IntStream.range(0, 400)
                  .parallel()
                  .mapToObj(i -> tokenizer.encode("make a higher bid than", true)))
          .allSatisfy(ids -> assertThat(ids).isEqualTo(expected));
    }
  }

  /** Its native library comes from its jar, into the folder of the others; nothing is fetched. */
  @Test
  void itIsOfflineAndLeavesTheHomeFolderAlone() throws Exception {
    open().close();
    assertThat(System.getProperty("ai.djl.offline")).isEqualTo("true");
    assertThat(System.getProperty("OPT_OUT_TRACKING")).isEqualTo("true");
    Path cache = Path.of(System.getProperty("org.bytedeco.javacpp.cachedir"), "tokenizers");
    try (Stream<Path> files = Files.walk(cache)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .anyMatch(name -> name.contains("tokenizers."));
    }
  }

  /**
   * DJL would count GPUs with any library of this name, and fail here for want of a function.
   * CUDA's own it would load for the whole process, beside LibTorch's.
   */
  @Test
  void itDoesNotLoadCuda(@TempDir Path folder) throws Exception {
    open().close();
    Path cache = Path.of(System.getProperty("org.bytedeco.javacpp.cachedir"), "tokenizers");
    try (Stream<Path> files = Files.walk(cache)) {
      Path library =
          files.filter(f -> f.getFileName().toString().contains("tokenizers.")).findAny().get();
      Files.copy(library, folder.resolve(System.mapLibraryName("cudart")));
    }
    List<String> options = List.of("-Djna.library.path=" + folder);
    OwnProcess.start(folder.resolve("log"), options, Opened.class, List.of()).finish(60);
  }

  @Test
  void aNativeLibraryThatDoesNotLoadIsToldOf(@TempDir Path folder) throws Exception {
    Path library = folder.resolve(System.mapLibraryName("tokenizers"));
    List<String> options =
        List.of("-DRUST_LIBRARY_PATH=" + Files.writeString(library, "not a library"));
    OwnProcess process = OwnProcess.start(folder.resolve("log"), options, Opened.class, List.of());
    assertThat(process.end(60))
        .contains("InputException: the tokenizers' native library does not load: ")
        .contains(library.toString());
  }

  /** A program that opens a tokenizer and does no more. */
  static final class Opened {
    public static void main(String[] args) {
      open().close();
    }
  }
}
