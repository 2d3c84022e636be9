package org.trainopt.experiments.llama;

import java.util.Locale;

/** Numbers as people read them. */
final class Sizes {
  private Sizes() {}

  /** A number of weights: {@code 1.0 M}, {@code 6.7 G}. */
  static String count(long weights) {
    return weights >= 1_000_000_000
        ? String.format(Locale.ROOT, "%.1f G", weights / 1e9)
        : weights >= 1_000_000
            ? String.format(Locale.ROOT, "%.1f M", weights / 1e6)
            : String.format(Locale.ROOT, "%,d", weights);
  }
}
