package org.trainopt.experiments.llama;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.util.cuda.CudaUtils;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import org.trainopt.experiments.InputException;
import org.trainopt.experiments.LoadFailure;
import org.trainopt.experiments.llama.hub.ModelFiles;

/**
 * A model folder's {@code tokenizer.json}, through DJL's binding of Hugging Face's tokenizers. It
 * works offline, and nothing is reported to anyone. Safe for use by several threads.
 */
public final class LlamaTokenizer implements AutoCloseable {
  /** Nothing is cut, nothing is filled up: both are the caller's. */
  private static final Map<String, String> OPTIONS =
      Map.of("truncation", "false", "padding", "false");

  static {
    // Read when the library is first used; what the user has set stays.
    setIfAbsent("ai.djl.offline", "true");
    setIfAbsent("OPT_OUT_TRACKING", "true");
    String cache = System.getProperty("org.bytedeco.javacpp.cachedir");
    if (cache != null) { // the native library beside those of JavaCPP
      setIfAbsent("ENGINE_CACHE_DIR", cache);
    }
    // There is no logging back end behind its API: it need not say so.
    setIfAbsent("slf4j.internal.verbosity", "ERROR");
    keepOffCuda();
  }

  private final HuggingFaceTokenizer tokenizer;

  private LlamaTokenizer(HuggingFaceTokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  /**
   * Keeps DJL from loading CUDA's runtime, which it does to count GPUs, with symbols for the whole
   * process. Where that is another copy than LibTorch's, LibTorch's kernels are registered with one
   * and launched by the other, and fail with "invalid resource handle".
   *
   * <p>Where the property says that a process of its own counts, its class loads nothing; with the
   * property gone again it starts no process either, and finds no GPU. Tokenizing needs none.
   */
  private static void keepOffCuda() {
    String inOwnProcess = "ai.djl.util.cuda.fork";
    if (System.getProperty(inOwnProcess) != null) {
      return;
    }
    System.setProperty(inOwnProcess, "true");
    try {
      Class.forName(CudaUtils.class.getName()); // initialises it
    } catch (ClassNotFoundException e) {
      throw new LinkageError(e.getMessage(), e);
    } finally {
      System.clearProperty(inOwnProcess);
    }
  }

  private static void setIfAbsent(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  /**
   * Opens a model's tokenizer and checks that it is this model's.
   *
   * @throws InputException if the file is missing, not a tokenizer, has ids that the model has not,
   *     or puts another token before a text than {@code config.json} says
   */
  public static LlamaTokenizer open(ModelFiles files, LlamaConfig config) {
    String file = files.at(ModelFiles.TOKENIZER);
    byte[] content = files.bytes(ModelFiles.TOKENIZER);
    long largest = largestId(files.json(ModelFiles.TOKENIZER));
    if (largest < 0) {
      throw new InputException(file + ": has no vocabulary (model.vocab)");
    }
    if (largest >= config.vocabulary()) {
      throw new InputException(
          file
              + ": has token id "
              + largest
              + ", but config.json's vocab_size is "
              + config.vocabulary()
              + "; the tokenizer is another model's");
    }
    LlamaTokenizer tokenizer;
    try {
      tokenizer =
          new LlamaTokenizer(
              HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(content), OPTIONS));
    } catch (LinkageError e) {
      throw new InputException(
          "the tokenizers' native library does not load: " + LoadFailure.reason(e), e);
    } catch (IOException | RuntimeException e) {
      String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new InputException(file + ": not a valid tokenizer (" + reason + ")", e);
    }
    int[] begin = tokenizer.encode("", true);
    if (begin.length > 0 && begin[0] != config.beginToken()) {
      tokenizer.close();
      throw new InputException(
          file
              + ": puts token "
              + begin[0]
              + " before a text, but config.json's bos_token_id is "
              + (config.beginToken() < 0 ? "null" : config.beginToken())
              + "; the tokenizer is another model's");
    }
    return tokenizer;
  }

  private static long largestId(JsonNode json) {
    long largest = -1;
    JsonNode vocabulary = json.path("model").path("vocab");
    for (JsonNode id : vocabulary.isObject() ? vocabulary : MissingNode.getInstance()) {
      largest = Math.max(largest, id.asLong(-1));
    }
    if (vocabulary.isArray()) { // Unigram: a list, ids are places
      largest = vocabulary.size() - 1L;
    }
    for (JsonNode token : json.path("added_tokens")) {
      largest = Math.max(largest, token.path("id").asLong(-1));
    }
    return largest;
  }

  /**
   * The ids of a text.
   *
   * @param withSpecial whether the tokenizer puts its special tokens around it, as the one that
   *     begins a text
   */
  public int[] encode(String text, boolean withSpecial) {
    long[] ids = tokenizer.encode(text, withSpecial, false).getIds();
    return Arrays.stream(ids).mapToInt(Math::toIntExact).toArray();
  }

  /** The text of ids, without special tokens. */
  public String decode(int[] ids) {
    return tokenizer.decode(Arrays.stream(ids).asLongStream().toArray(), true);
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
