package org.trainopt.experiments.llama;

import java.util.Arrays;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * Continues a text by the most likely token, again and again. Every token computes the whole text
 * anew: right, simple, and fast enough for samples.
 */
final class Greedy {
  private Greedy() {}

  /**
   * The tokens that follow.
   *
   * @param prompt at least one token
   * @param maxTokens at most so many, and no more than the model has positions for
   * @return ending with the token that ends a text, if it came
   */
  @SuppressWarnings("try") // scope and guard are there to be closed
  static int[] continuation(LlamaModel model, LlamaConfig config, int[] prompt, int maxTokens) {
    int end = Math.min(prompt.length + maxTokens, config.maxPositions());
    int[] tokens = Arrays.copyOf(prompt, Math.max(end, prompt.length));
    for (int length = prompt.length; length < end; length++) {
      try (PointerScope local = new PointerScope();
          NoGradGuard guard = new NoGradGuard()) {
        Batch batch = Batch.toContinue(Arrays.copyOf(tokens, length));
        Tensor best = model.logits(batch).argmax(new LongOptional(-1), false);
        tokens[length] = (int) best.item_long();
      }
      if (config.endTokens().contains(tokens[length])) {
        return Arrays.copyOfRange(tokens, prompt.length, length + 1);
      }
    }
    return Arrays.copyOfRange(tokens, prompt.length, tokens.length);
  }
}
