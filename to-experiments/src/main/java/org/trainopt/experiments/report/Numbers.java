package org.trainopt.experiments.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import org.trainopt.experiments.stats.Interval;
import org.trainopt.experiments.stats.Summary;

/** Numbers as the report writes them. Not a number is a dash, infinity its sign. */
final class Numbers {
  static final String NONE = "–";

  private Numbers() {}

  /** A loss: five significant digits. */
  static String loss(double value) {
    return significant(value, 5);
  }

  /** Significant digits, trailing zeros kept; with an exponent where the plain form is long. */
  static String significant(double value, int digits) {
    if (Double.isNaN(value)) {
      return NONE;
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "∞" : "−∞";
    }
    if (value == 0) {
      return "0";
    }
    double size = Math.abs(value);
    if (size < 1e-3 || size >= 1e6) {
      String text = String.format(Locale.ROOT, "%." + (digits - 1) + "e", value);
      return text.replaceFirst("e([-+])0*(\\d)", "e$1$2").replace("e+", "e");
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(digits));
    int scale = Math.max(0, digits - rounded.precision() + rounded.scale());
    return rounded.setScale(scale, RoundingMode.HALF_UP).toPlainString();
  }

  /** {@code 0.31234 ± 0.00045}; a mean over a diverged run is ∞ and has no deviation. */
  static String meanAndSd(Summary summary) {
    if (Double.isInfinite(summary.mean())) {
      return "∞";
    }
    double sd = summary.sd();
    boolean plain = Math.abs(summary.mean()) >= 1e-3 && sd >= 1e-7 && sd < 1;
    return loss(summary.mean())
        + " ± "
        + (plain
            ? new BigDecimal(sd).round(new MathContext(2)).toPlainString()
            : significant(sd, 2));
  }

  /** A ratio: three digits, more of them close to 1. */
  static String ratio(double value) {
    double distance = Math.abs(value - 1);
    if (distance < 0.095) {
      return String.format(Locale.ROOT, distance < 0.0095 ? "%.4f" : "%.3f", value);
    }
    return significant(value, 3);
  }

  /** Both ends as ratios. */
  static String ratios(Interval interval) {
    if (Double.isInfinite(interval.low())) {
      return "no finite value";
    }
    return ratio(interval.low()) + " to " + ratio(interval.high());
  }

  /** Both ends as losses. */
  static String losses(Interval interval) {
    return loss(interval.low()) + " to " + loss(interval.high());
  }

  /** A p-value after the letter: {@code < 0.001}, {@code = 0.042}. */
  static String probability(double p) {
    return p < 0.001 ? "< 0.001" : p == 1 ? "= 1" : String.format(Locale.ROOT, "= %.3f", p);
  }

  /** A count, thousands apart. */
  static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** Microseconds, or milliseconds from 1000 of them on. */
  static String micros(double value) {
    return value < 1000 ? significant(value, 3) + " µs" : significant(value / 1000, 3) + " ms";
  }

  /** Bytes in the unit that suits them. */
  static String bytes(long value) {
    if (value < 1024) {
      return value + " B";
    }
    double kib = value / 1024.0;
    return kib < 1024
        ? String.format(Locale.ROOT, "%.1f KiB", kib)
        : String.format(Locale.ROOT, "%.1f MiB", kib / 1024);
  }

  /** Seconds as hours, minutes and seconds. */
  static String duration(double seconds) {
    long whole = Math.round(seconds);
    if (whole < 60) {
      return whole + " s";
    }
    return whole < 3600
        ? whole / 60 + " min " + whole % 60 + " s"
        : whole / 3600 + " h " + whole % 3600 / 60 + " min";
  }

  /** {@code all 4 tasks}, {@code 3 of 4 tasks}, {@code the one task}. */
  static String share(long part, long all, String noun) {
    if (part == 1 && all == 1) {
      return "the one " + noun;
    }
    return part == all && all > 1 ? "all " + plural(all, noun) : part + " of " + plural(all, noun);
  }

  /** {@code 1 task}, {@code 2 tasks}. */
  static String plural(long count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }
}
