package org.trainopt.check;

import org.trainopt.check.stats.ClusterBootstrap;

/**
 * The sizes of a verification; fixed before it runs.
 *
 * @param name {@code default} or {@code smoke}
 * @param seeds S, runs of a source at the first look; the second has twice as many
 * @param horizon T₂ of the 1/t claims
 * @param margin δ: a slope of −(1 − δ) or less is accepted
 * @param logSeeds S of the 1/log T claims
 * @param logStart T₁ of the 1/log T claims; their last time is T₁²
 * @param masterSeed all random numbers come from it
 */
public record Protocol(
    String name,
    int seeds,
    long horizon,
    double margin,
    int logSeeds,
    long logStart,
    long masterSeed) {
  /** At most this many looks at the data: S seeds, then 2S. */
  public static final int LOOKS = 2;

  /** One-sided error probability of a look's limits. */
  public static final double TAIL = 0.0125;

  /** Draws of a bootstrap interval, B. */
  public static final int RESAMPLES = ClusterBootstrap.RESAMPLES;

  /** Spread over seeds, Var/mean², above which no answer is given. */
  public static final double MAX_SPREAD = 10;

  /** The largest ratio U(T₁²)/U(T₁) that is accepted as O(1/log T). */
  public static final double MAX_GROWTH = 1.2;

  /** The whole verification. */
  public static final Protocol DEFAULT =
      new Protocol("default", 400, 1L << 16, 0.05, 640, 1L << 9, 1);

  /** A small one for every build. */
  public static final Protocol SMOKE = new Protocol("smoke", 64, 1L << 13, 0.15, 64, 1L << 6, 1);

  /** T₁² of the 1/log T claims. */
  public long logHorizon() {
    return logStart * logStart;
  }

  public Protocol withMasterSeed(long seed) {
    return new Protocol(name, seeds, horizon, margin, logSeeds, logStart, seed);
  }
}
