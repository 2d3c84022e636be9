package org.trainopt.experiments.llama;

import java.util.Arrays;
import java.util.List;

/**
 * Texts laid out for one forward pass, as rows without padding: first the beginning that all texts
 * share, once, then what follows it of each text. The model is causal, so the shared beginning has
 * the same activations in every text; computing it once changes nothing but the time.
 */
final class Batch {
  /** Token and position of every row. */
  final long[] tokens;

  final long[] positions;

  /** How many rows the shared beginning has; may be 0. */
  final int shared;

  /** The number of texts, and the longest one's rows behind the shared beginning. */
  final int texts;

  final int longest;

  /**
   * Attention needs rectangles: for each of texts × longest places the row (counted behind the
   * shared beginning) that fills it; places behind a text's end repeat a row and are never read.
   */
  final long[] places;

  /** The place of each row behind the shared beginning; with {@link #places} its inverse. */
  final long[] rowsPlace;

  /** Whether all texts are equally long, so that places are rows. */
  final boolean even;

  /** Rows (behind the shared beginning) that predict a token, and those tokens. */
  final long[] predicting;

  final long[] targets;

  private Batch(List<Example> examples, int shared) {
    this.shared = shared;
    texts = examples.size();
    longest = examples.stream().mapToInt(Example::read).max().orElseThrow() - shared;
    int own = examples.stream().mapToInt(example -> example.read() - shared).sum();
    int predicted = examples.stream().mapToInt(Example::predicted).sum();
    tokens = new long[shared + own];
    positions = new long[shared + own];
    places = new long[texts * longest];
    rowsPlace = new long[own];
    predicting = new long[predicted];
    targets = new long[predicted];
    even = own == places.length;
    fill(examples);
  }

  /** Texts of a training step, or whose loss is taken. */
  static Batch of(List<Example> examples) {
    return new Batch(examples, sharedBeginning(examples));
  }

  /** One text whose last row predicts the token that follows; its target is not known. */
  static Batch toContinue(int[] tokens) {
    return new Batch(
        List.of(new Example(Arrays.copyOf(tokens, tokens.length + 1), tokens.length)), 0);
  }

  /** Texts laid out without a shared beginning: the plain way, for comparison. */
  static Batch apart(List<Example> examples) {
    return new Batch(examples, 0);
  }

  private void fill(List<Example> examples) {
    for (int p = 0; p < shared; p++) {
      tokens[p] = examples.get(0).tokens()[p];
      positions[p] = p;
    }
    int own = 0; // row behind the shared beginning
    int prediction = 0;
    for (int i = 0; i < texts; i++) {
      Example example = examples.get(i);
      int first = own;
      for (int p = shared; p < example.read(); p++, own++) {
        tokens[shared + own] = example.tokens()[p];
        positions[shared + own] = p;
        rowsPlace[own] = (long) i * longest + (own - first);
        if (p >= example.given() - 1) {
          predicting[prediction] = own;
          targets[prediction++] = example.tokens()[p + 1];
        }
      }
      for (int k = 0; k < longest; k++) {
        places[i * longest + k] = Math.min(first + k, own - 1);
      }
    }
  }

  /** The longest beginning that all share, before the first row that predicts. */
  private static int sharedBeginning(List<Example> examples) {
    Example first = examples.get(0);
    int shared = examples.size() == 1 ? 0 : first.given() - 1;
    for (Example example : examples) {
      shared = Math.min(shared, example.given() - 1);
      int same = Arrays.mismatch(first.tokens(), 0, shared, example.tokens(), 0, shared);
      shared = same < 0 ? shared : same;
    }
    return shared;
  }
}
