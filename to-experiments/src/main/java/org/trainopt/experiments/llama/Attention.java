package org.trainopt.experiments.llama;

import java.util.Arrays;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Causal attention with grouped queries over a batch's rows. Queries that share a key head are laid
 * one after the other in a text, so that no key is copied.
 */
final class Attention {
  private final LlamaConfig config;
  private final Batch batch;
  private final Tensor places;
  private final Tensor rowsPlace;
  private final @Nullable Tensor sharedMask;
  private final Tensor ownMask;

  Attention(LlamaConfig config, Batch batch, Tensor places, Device device) {
    this.config = config;
    this.batch = batch;
    this.places = places;
    this.rowsPlace = Index.of(batch.rowsPlace, device);
    int group = config.group();
    this.sharedMask = batch.shared == 0 ? null : mask(group, batch.shared, 0, device);
    this.ownMask = mask(group, batch.longest, batch.shared, device);
  }

  /** 0 where a query may look, −∞ elsewhere: group·queries × (before + queries). */
  private static Tensor mask(int group, int queries, int before, Device device) {
    int keys = before + queries;
    float[] mask = new float[group * queries * keys];
    for (int i = 0; i < group * queries; i++) {
      Arrays.fill(
          mask, i * keys + before + i % queries + 1, (i + 1) * keys, Float.NEGATIVE_INFINITY);
    }
    return Tensor.create(mask, 1, 1, (long) group * queries, keys)
        .to(device, torch.ScalarType.Float);
  }

  /** The rows of the texts behind the shared beginning. */
  static Tensor own(Tensor x, Batch batch) {
    return batch.shared == 0 ? x : x.narrow(0, batch.shared, x.size(0) - batch.shared);
  }

  /**
   * What every row sees of those it may look at.
   *
   * @param q rows × heads × head dimension
   * @param k rows × key heads × head dimension
   * @param v likewise
   * @return rows × (heads · head dimension)
   */
  Tensor ofAllRows(Tensor q, Tensor k, Tensor v) {
    Tensor own = ofOwnRows(q, k, v);
    if (sharedMask == null) {
      return own;
    }
    int shared = batch.shared;
    Tensor beginning =
        attend(
            queries(q.narrow(0, 0, shared), 1, shared),
            keys(k.narrow(0, 0, shared), 1, shared),
            keys(v.narrow(0, 0, shared), 1, shared),
            sharedMask);
    return torch.cat(new TensorVector(rows(beginning, 1, shared), own), 0);
  }

  /** The same without the shared beginning's rows. */
  Tensor ofOwnRows(Tensor q, Tensor k, Tensor v) {
    int texts = batch.texts;
    int longest = batch.longest;
    Tensor result =
        attend(
            queries(placed(q), texts, longest),
            withBeginning(k, keys(placed(k), texts, longest)),
            withBeginning(v, keys(placed(v), texts, longest)),
            ownMask);
    Tensor flat = rows(result, texts, longest);
    return batch.even ? flat : flat.index_select(0, rowsPlace);
  }

  private Tensor placed(Tensor x) {
    Tensor own = own(x, batch);
    return batch.even ? own : own.index_select(0, places);
  }

  private Tensor withBeginning(Tensor all, Tensor own) {
    if (batch.shared == 0) {
      return own;
    }
    Tensor beginning = keys(all.narrow(0, 0, batch.shared), 1, batch.shared);
    return torch.cat(new TensorVector(beginning.expand(batch.texts, -1, -1, -1), own), 2);
  }

  /** Texts × key heads × group·length × head dimension. */
  private Tensor queries(Tensor q, int texts, int length) {
    return q.view(texts, length, config.keyValueHeads(), config.group(), config.headDimension())
        .permute(0, 2, 3, 1, 4)
        .reshape(texts, config.keyValueHeads(), -1, config.headDimension());
  }

  /** Texts × key heads × length × head dimension. */
  private Tensor keys(Tensor k, int texts, int length) {
    return k.view(texts, length, config.keyValueHeads(), config.headDimension())
        .permute(0, 2, 1, 3);
  }

  private static Tensor attend(Tensor q, Tensor k, Tensor v, Tensor mask) {
    return torch.scaled_dot_product_attention(
        q, k, v, new TensorOptional(mask), 0, false, new DoubleOptional(), false);
  }

  /** Back from {@link #queries}: texts·length × (heads · head dimension). */
  private Tensor rows(Tensor attended, int texts, int length) {
    return attended
        .view(texts, config.keyValueHeads(), config.group(), length, config.headDimension())
        .permute(0, 3, 1, 2, 4)
        .reshape((long) texts * length, -1);
  }
}
