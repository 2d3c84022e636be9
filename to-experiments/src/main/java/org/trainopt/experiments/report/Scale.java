package org.trainopt.experiments.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An axis of a static figure.
 *
 * @param low the value at its start; above 0 if it is logarithmic
 * @param high the value at its end, above {@code low}
 * @param log whether it is logarithmic
 */
record Scale(double low, double high, boolean log) {
  /**
   * A scale that shows the values, with a little air; NaN and what a log axis has not is left out.
   */
  static Scale around(double[] values, boolean log) {
    double[] shown =
        Arrays.stream(values).filter(v -> Double.isFinite(v) && (!log || v > 0)).toArray();
    double low = Arrays.stream(shown).min().orElse(log ? 0.1 : 0);
    double high = Arrays.stream(shown).max().orElse(1);
    if (log) {
      return new Scale(low / 1.15, high * 1.15, true);
    }
    double air = high > low ? 0.03 * (high - low) : Math.max(1e-9, Math.abs(low) * 0.1);
    return new Scale(low - air, high + air, false);
  }

  /**
   * The same, cut off at a height although values go higher: it then ends there, and the air below
   * is in proportion to what is shown.
   *
   * @param top the height; NaN for none
   */
  static Scale around(double[] values, boolean log, double top) {
    if (Double.isNaN(top)) {
      return around(values, log);
    }
    double[] cut = Arrays.stream(values).map(v -> Math.min(v, top)).toArray();
    Scale scale = around(cut, log);
    return new Scale(scale.low(), Math.min(scale.high(), top), log);
  }

  /** Where a value lies, 0 at the start and 1 at the end. */
  double at(double value) {
    return log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
  }

  /** Round values on the axis: some five, or on a log axis powers of ten. */
  List<Double> ticks() {
    return log ? logTicks() : linearTicks();
  }

  private List<Double> linearTicks() {
    double rough = (high - low) / 5;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double size = rough / power;
    double step = power * (size < 1.4 ? 1 : size < 2.8 ? 2 : size < 7 ? 5 : 10);
    List<Double> ticks = new ArrayList<>();
    for (long k = (long) Math.ceil(low / step); k * step <= high; k++) {
      ticks.add(k * step);
    }
    return ticks;
  }

  private List<Double> logTicks() {
    int from = (int) Math.floor(Math.log10(low));
    int to = (int) Math.ceil(Math.log10(high));
    int every = Math.max(1, (to - from) / 5);
    double decades = Math.log10(high / low);
    int[] digits = decades < 1.2 ? new int[] {1, 2, 3, 5, 7} : new int[] {1, 2, 5};
    List<Double> ticks = new ArrayList<>();
    for (int k = from; k <= to; k += every) {
      for (int digit : decades > 2.5 ? new int[] {1} : digits) {
        double tick = digit * Math.pow(10, k);
        if (tick >= low && tick <= high) {
          ticks.add(tick);
        }
      }
    }
    return ticks;
  }

  static String label(double tick) {
    if (tick == 0) {
      return "0";
    }
    BigDecimal exact = new BigDecimal(tick).round(new MathContext(6, RoundingMode.HALF_UP));
    double size = Math.abs(tick);
    if (size >= 1e-3 && size < 1e5) {
      return exact.stripTrailingZeros().toPlainString();
    }
    int exponent = (int) Math.floor(Math.log10(size) + 1e-9);
    BigDecimal digits = exact.scaleByPowerOfTen(-exponent).stripTrailingZeros();
    return digits.toPlainString() + "e" + exponent;
  }
}
