package org.trainopt.experiments.llama;

import java.util.Map;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * The forward pass of a Llama in float32; LibTorch differentiates it. Rows are tokens (see {@link
 * Batch}): norms and linear maps work on all of them at once, attention alone on rectangles. The
 * tensors it makes belong to the caller's scope.
 */
final class LlamaModel {
  private final LlamaConfig config;
  private final Map<String, Tensor> weights;
  private final @Nullable LoraSettings lora;
  private final Device device;
  private final RopeTable rope;

  /**
   * @param weights all tensors by name, the adapters' too
   * @param lora how adapters are applied, if there are any
   * @param device where the tensors are
   */
  LlamaModel(
      LlamaConfig config, Map<String, Tensor> weights, @Nullable LoraSettings lora, Device device) {
    this.config = config;
    this.weights = weights;
    this.lora = lora;
    this.device = device;
    this.rope = new RopeTable(config, device);
  }

  /**
   * The logits of the rows that predict.
   *
   * @return predicting rows × vocabulary
   */
  Tensor logits(Batch batch) {
    Tensor places = Index.of(batch.places, device);
    Attention attention = new Attention(config, batch, places, device);
    RopeTable.Turn turn = rope.at(Index.of(batch.positions, device));
    Tensor x = torch.embedding(weight(Weights.EMBEDDING), Index.of(batch.tokens, device));
    for (int layer = 0; layer < config.layers(); layer++) {
      Tensor normed = norm(x, Weights.norm(layer, true));
      Tensor q = turn.apply(heads(linear(normed, layer, "q_proj"), config.heads()));
      Tensor k = turn.apply(heads(linear(normed, layer, "k_proj"), config.keyValueHeads()));
      Tensor v = heads(linear(normed, layer, "v_proj"), config.keyValueHeads());
      Tensor attended;
      if (layer < config.layers() - 1) {
        attended = attention.ofAllRows(q, k, v);
      } else {
        // Behind the last attention rows no longer meet: those that predict nothing end here.
        Tensor predicting = Index.of(batch.predicting, device);
        attended = attention.ofOwnRows(q, k, v).index_select(0, predicting);
        x = Attention.own(x, batch).index_select(0, predicting);
      }
      x = x.add(linear(attended, layer, "o_proj"));
      x = x.add(mlp(norm(x, Weights.norm(layer, false)), layer));
    }
    String head = config.tiedHead() ? Weights.EMBEDDING : Weights.HEAD;
    return torch.linear(norm(x, Weights.NORM), weight(head));
  }

  /** The sum of the cross-entropies of the tokens that are predicted. */
  Tensor loss(Batch batch) {
    return crossEntropy(logits(batch), batch);
  }

  /** The sum of the cross-entropies of the tokens that are predicted, from their logits. */
  Tensor crossEntropy(Tensor logits, Batch batch) {
    long sum = 2; // at::Reduction::Sum
    return torch.cross_entropy_loss(
        logits, Index.of(batch.targets, device), new TensorOptional(), sum, -100, 0);
  }

  private Tensor mlp(Tensor x, int layer) {
    Tensor gate = torch.silu(linear(x, layer, "gate_proj"));
    return linear(gate.mul(linear(x, layer, "up_proj")), layer, "down_proj");
  }

  private Tensor norm(Tensor x, String name) {
    return torch.rms_norm(
        x,
        new long[] {config.hidden()},
        new TensorOptional(weight(name)),
        new DoubleOptional(config.normEpsilon()));
  }

  private static Tensor heads(Tensor x, int heads) {
    return x.view(x.size(0), heads, -1);
  }

  private Tensor linear(Tensor x, int layer, String map) {
    String name = Weights.linear(layer, map);
    Tensor bias = weights.get(name + ".bias");
    Tensor weight = weight(name + ".weight");
    Tensor y = bias == null ? torch.linear(x, weight) : torch.linear(x, weight, bias);
    Tensor a = weights.get(name + LoraSettings.A);
    if (a == null || lora == null) {
      return y;
    }
    Tensor low = torch.linear(torch.linear(x, a), weight(name + LoraSettings.B));
    return y.add(low, new Scalar(lora.scale()));
  }

  private Tensor weight(String name) {
    Tensor weight = weights.get(name);
    if (weight == null) {
      throw new IllegalArgumentException("no weight \"" + name + "\"");
    }
    return weight;
  }
}
