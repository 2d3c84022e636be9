package org.trainopt.check.exact;

import java.util.random.RandomGenerator;
import org.trainopt.check.run.Streams;

/**
 * Made-up stochastic gradients {@code g = w − w° + noise}, which keep the weights around a random
 * w° away from zero: identities are looked at on the way, with ever different weights and
 * gradients.
 */
final class Pull {
  private static final double NOISE = 0.5;

  private final RandomGenerator random;
  private final float[] target;

  Pull(long masterSeed, int d) {
    random = Streams.of(masterSeed, "pull", d);
    target = normal(d, 1);
  }

  /** First weights. */
  float[] start() {
    return normal(target.length, 1);
  }

  /** The next stochastic gradient. */
  float[] gradient(float[] w) {
    float[] g = normal(target.length, NOISE);
    for (int i = 0; i < g.length; i++) {
      g[i] += w[i] - target[i];
    }
    return g;
  }

  private float[] normal(int d, double deviation) {
    float[] values = new float[d];
    for (int i = 0; i < d; i++) {
      values[i] = (float) random.nextGaussian(0, deviation);
    }
    return values;
  }
}
