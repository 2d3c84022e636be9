package org.trainopt.experiments.study;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.trainopt.experiments.study.StudyResult.Axis;

/**
 * The points a search tries: a Halton sequence with a random rotation. The coordinate of an axis
 * depends on the axis and the trial only, not on the method: methods that share axes are tried at
 * the same values of them, so that Rank-One-TO's trial 7 is Momentum's trial 7 with an A added.
 */
final class SearchPoints {
  private static final List<String> AXES = List.of("learningRate", "schedule", "beta", "rho");
  private static final int[] PRIMES = {2, 3, 5, 7};
  private static final int SKIPPED = 20; // the first points of a Halton sequence are correlated

  private SearchPoints() {}

  /** The values of trial {@code index} as text, by axis. */
  static Map<String, String> at(List<Axis> space, int index, long masterSeed) {
    Map<String, String> values = new LinkedHashMap<>();
    for (Axis axis : space) {
      values.put(axis.name(), value(axis, coordinate(axis.name(), index, masterSeed)));
    }
    return values;
  }

  /** Where a value lies on its axis, in [0, 1]. */
  static double position(Axis axis, String value) {
    return Math.log(Double.parseDouble(value) / axis.low()) / Math.log(axis.high() / axis.low());
  }

  private static double coordinate(String axis, int index, long masterSeed) {
    int k = AXES.indexOf(axis);
    double rotation = new SplittableRandom(masterSeed * 31 + k).nextDouble();
    double x = radicalInverse(PRIMES[k], index + SKIPPED) + rotation;
    return x - Math.floor(x);
  }

  private static double radicalInverse(int base, int index) {
    double digit = 1.0 / base;
    double value = 0;
    for (int rest = index; rest > 0; rest /= base) {
      value += rest % base * digit;
      digit /= base;
    }
    return value;
  }

  private static String value(Axis axis, double x) {
    if (axis.isChoice()) {
      return axis.choices().get((int) (x * axis.choices().size()));
    }
    double value = axis.low() * StrictMath.pow(axis.high() / axis.low(), x);
    return new BigDecimal(value).round(new MathContext(4)).toString();
  }
}
