package org.trainopt.experiments.stats;

import java.util.Arrays;
import java.util.function.DoubleFunction;
import java.util.stream.IntStream;
import org.hipparchus.distribution.continuous.TDistribution;

/**
 * How many times as large our values are as theirs: the geometric mean of the ratios, and a
 * two-sided test of whether it is 1. All values are positive; +∞ stands for a run that diverged or
 * a target that was not reached, and no interval of a side with such a value excludes it: if one of
 * ours is infinite the interval has no upper end, if one of theirs is it has no lower end above 0.
 */
public final class RatioTest {
  private final double ratio;
  private final double pValue;
  private final String name;
  private final DoubleFunction<Interval> interval;

  private RatioTest(double ratio, double pValue, String name, DoubleFunction<Interval> interval) {
    this.ratio = ratio;
    this.pValue = pValue;
    this.name = name;
    this.interval = interval;
  }

  /**
   * Compares runs on the same seeds: a paired t test of the log ratios. Where a run has no finite
   * value that test does not exist, and the exact sign test stands in for it; a pair of two
   * infinite values then says nothing either way.
   *
   * @param ours one a seed
   * @param theirs at the same seeds, in the same order
   */
  public static RatioTest paired(double[] ours, double[] theirs) {
    if (ours.length != theirs.length) {
      throw new IllegalArgumentException(
          "paired values must be equal in number, but were " + ours.length + ", " + theirs.length);
    }
    double[] logs =
        IntStream.range(0, ours.length).mapToDouble(i -> logRatio(ours[i], theirs[i])).toArray();
    if (hasInfinite(ours) || hasInfinite(theirs)) {
      return signTest(logs, hasInfinite(ours), hasInfinite(theirs));
    }
    Summary summary = Summary.of(logs);
    return tTest(summary.mean(), summary.sd() / Math.sqrt(logs.length), logs.length - 1.0, "t");
  }

  /**
   * Compares runs on different seeds: Welch's t test of the logs. With an infinite value on either
   * side there is no such test, and no claim: p = 1.
   */
  public static RatioTest unpaired(double[] ours, double[] theirs) {
    double[] x = Arrays.stream(ours).map(v -> logRatio(v, 1)).toArray();
    double[] y = Arrays.stream(theirs).map(v -> logRatio(v, 1)).toArray();
    Summary a = Summary.of(x);
    Summary b = Summary.of(y);
    double difference = a.mean() - b.mean();
    if (hasInfinite(ours) || hasInfinite(theirs)) {
      return new RatioTest(
          Math.exp(difference), 1, "none", alpha -> new Interval(0, Double.POSITIVE_INFINITY));
    }
    double va = a.sd() * a.sd() / x.length;
    double vb = b.sd() * b.sd() / y.length;
    // Welch-Satterthwaite; with no spread at all any number of degrees will do.
    double degrees =
        va + vb == 0
            ? x.length + y.length - 2.0
            : (va + vb) * (va + vb) / (va * va / (x.length - 1) + vb * vb / (y.length - 1));
    return tTest(difference, Math.sqrt(va + vb), degrees, "Welch");
  }

  /** The geometric mean of the ratios; NaN where infinities of both sides meet. */
  public double ratio() {
    return ratio;
  }

  /** The two-sided p-value of the hypothesis that the ratio is 1. */
  public double pValue() {
    return pValue;
  }

  /** Which test it was: {@code t}, {@code Welch}, {@code sign} or {@code none}. */
  public String name() {
    return name;
  }

  /** The ratio's interval of confidence 1 − {@code alpha}. */
  public Interval interval(double alpha) {
    return interval.apply(alpha);
  }

  private static RatioTest tTest(double mean, double error, double degrees, String name) {
    double ratio = Math.exp(mean);
    if (Double.isNaN(error)) { // one run: no spread is known
      return new RatioTest(ratio, 1, "none", alpha -> new Interval(0, Double.POSITIVE_INFINITY));
    }
    if (error == 0) {
      return new RatioTest(ratio, mean == 0 ? 1 : 0, name, alpha -> new Interval(ratio, ratio));
    }
    TDistribution t = new TDistribution(degrees);
    double p = 2 * t.cumulativeProbability(-Math.abs(mean / error));
    return new RatioTest(
        ratio,
        p,
        name,
        alpha -> {
          double reach = -t.inverseCumulativeProbability(alpha / 2) * error;
          return new Interval(Math.exp(mean - reach), Math.exp(mean + reach));
        });
  }

  /** The exact sign test; its interval, of the median ratio, is made of order statistics. */
  private static RatioTest signTest(double[] logs, boolean oursDiverged, boolean theirsDiverged) {
    double[] sorted = Arrays.stream(logs).filter(log -> log != 0).sorted().toArray();
    int n = sorted.length;
    int below = (int) Arrays.stream(sorted).filter(log -> log < 0).count();
    boolean noClaim = below > n - below ? oursDiverged : theirsDiverged;
    double p = noClaim ? 1 : Math.min(1, 2 * binomialTail(Math.min(below, n - below), n));
    return new RatioTest(
        Math.exp(Summary.of(logs).mean()),
        p,
        "sign",
        alpha -> {
          int left = 0; // how many order statistics may be left out at either end
          while (left < n && 2 * binomialTail(left, n) <= alpha) {
            left++;
          }
          boolean noLow = left == 0 || theirsDiverged;
          boolean noHigh = left == 0 || oursDiverged;
          return new Interval(
              noLow ? 0 : Math.exp(sorted[left - 1]),
              noHigh ? Double.POSITIVE_INFINITY : Math.exp(sorted[n - left]));
        });
  }

  /** P(X ≤ k) of X ~ Binomial(n, ½). */
  private static double binomialTail(int k, int n) {
    double term = Math.pow(0.5, n);
    double sum = term;
    for (int i = 1; i <= k; i++) {
      term *= (n - i + 1.0) / i;
      sum += term;
    }
    return sum;
  }

  private static double logRatio(double ours, double theirs) {
    if (!(ours > 0) || !(theirs > 0)) {
      throw new IllegalArgumentException(
          "ratios need positive values, but there were " + ours + " and " + theirs);
    }
    return ours == theirs ? 0 : Math.log(ours / theirs);
  }

  private static boolean hasInfinite(double[] values) {
    return Arrays.stream(values).anyMatch(Double::isInfinite);
  }
}
