package org.trainopt.experiments.llama;

/**
 * A text in tokens, of which a part is to be predicted.
 *
 * @param tokens all of it
 * @param given how many come before the first token that counts in the loss, ≥ 1
 */
record Example(int[] tokens, int given) {
  Example {
    if (given < 1 || given >= tokens.length) {
      throw new IllegalArgumentException(
          "given must be >= 1 and below the " + tokens.length + " tokens, but was " + given);
    }
  }

  /** How many tokens count in the loss. */
  int predicted() {
    return tokens.length - given;
  }

  /** Tokens that the model reads: the last one predicts nothing. */
  int read() {
    return tokens.length - 1;
  }
}
