package org.trainopt.experiments.llama;

import java.util.List;
import org.trainopt.experiments.llama.hub.ElementType;
import org.trainopt.experiments.llama.hub.ModelFiles;

/**
 * A Llama's architecture, from its {@code config.json}.
 *
 * @param vocabulary number of token ids
 * @param hidden width of the residual stream
 * @param intermediate width inside the MLPs
 * @param layers number of transformer blocks
 * @param heads number of query heads
 * @param keyValueHeads number of key and value heads; divides {@code heads}
 * @param headDimension width of a head, even
 * @param maxPositions longest sequence, in tokens
 * @param normEpsilon ε of the root-mean-square norms
 * @param rope rotary position embeddings
 * @param tiedHead whether the head is the embedding's transpose, one tensor
 * @param attentionBias whether q, k, v and o have biases
 * @param mlpBias whether gate, up and down have biases
 * @param beginToken id before a text, −1 if there is none
 * @param endTokens ids that end a text; the first is the one that is trained
 * @param type what the weights are stored as
 */
public record LlamaConfig(
    int vocabulary,
    int hidden,
    int intermediate,
    int layers,
    int heads,
    int keyValueHeads,
    int headDimension,
    int maxPositions,
    double normEpsilon,
    Rope rope,
    boolean tiedHead,
    boolean attentionBias,
    boolean mlpBias,
    int beginToken,
    List<Integer> endTokens,
    ElementType type) {
  public LlamaConfig {
    endTokens = List.copyOf(endTokens);
  }

  /**
   * Reads {@code config.json}.
   *
   * @throws org.trainopt.experiments.InputException if it is missing, is not a Llama's or asks for
   *     something that is not supported
   */
  public static LlamaConfig read(ModelFiles files) {
    return new ConfigReader(files.at(ModelFiles.CONFIG), files.json(ModelFiles.CONFIG)).read();
  }

  /** Query heads that share a key and value head. */
  int group() {
    return heads / keyValueHeads;
  }
}
