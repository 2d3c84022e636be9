package org.trainopt.check.run;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/**
 * Independent random streams by name. A run's first weights and gradients depend on the master
 * seed, the problem and the run's number alone, so that different optimizers meet the same ones.
 */
public final class Streams {
  private Streams() {}

  /** A generator for a purpose and a number. */
  public static SplittableRandom of(long masterSeed, String purpose, long number) {
    return new SplittableRandom(seed(masterSeed, purpose, number));
  }

  /** A seed for a purpose and a number. */
  public static long seed(long masterSeed, String purpose, long number) {
    long hash = mix(masterSeed);
    for (byte b : purpose.getBytes(StandardCharsets.UTF_8)) {
      hash = mix(hash ^ b);
    }
    return mix(hash ^ mix(number));
  }

  /** The finaliser of SplitMix64 (Steele, Lea and Flood, 2014), one step from zero. */
  private static long mix(long z) {
    z += 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
