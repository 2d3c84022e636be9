package org.trainopt.api;

import java.util.ArrayList;
import java.util.List;

/**
 * The standard schedules. Each is an immutable record whose {@code toString} is its text form, and
 * {@link #parse} reads that form back: {@code constant(0.1)}, {@code harmonic(1.0,20)}, {@code
 * inverse-sqrt(0.5,10)}, {@code cosine(0.1,10000)}, {@code cosine(0.1,10000,0.001)}, {@code
 * exponential(0.1,0.999)}, {@code warm-up(100,cosine(0.1,10000))}.
 */
public final class Schedules {
  private Schedules() {}

  /** The same value at every step. */
  public static Schedule constant(double value) {
    return new Constant(value);
  }

  /** {@code c / (t + t0)}: the 1/t decay that the O(1/t) rates ask for. */
  public static Schedule harmonic(double c, double t0) {
    return new Harmonic(c, t0);
  }

  /** {@code c / √(t + t0)}. */
  public static Schedule inverseSqrt(double c, double t0) {
    return new InverseSqrt(c, t0);
  }

  /** Half a cosine wave from {@code peak} at step 0 down to 0 at {@code steps}; 0 from there on. */
  public static Schedule cosine(double peak, long steps) {
    return new Cosine(peak, steps, 0);
  }

  /**
   * Half a cosine wave from {@code peak} at step 0 down to {@code floor} at {@code steps} and
   * after.
   */
  public static Schedule cosine(double peak, long steps, double floor) {
    return new Cosine(peak, steps, floor);
  }

  /** {@code c · decayᵗ}. */
  public static Schedule exponential(double c, double decay) {
    return new Exponential(c, decay);
  }

  /**
   * {@code then}'s values, scaled by {@code (t + 1) / steps} over the first {@code steps} steps.
   */
  public static Schedule warmUp(long steps, Schedule then) {
    return new WarmUp(steps, then);
  }

  /** See {@link Schedules#constant}. */
  public record Constant(double value) implements Schedule {
    @Override
    public double at(long step) {
      return value;
    }

    @Override
    public String toString() {
      return "constant(" + value + ")";
    }
  }

  /** See {@link Schedules#harmonic}. */
  public record Harmonic(double c, double t0) implements Schedule {
    public Harmonic {
      Require.finite("c", c, "harmonic");
      Require.positive("t0", t0, "harmonic");
    }

    @Override
    public double at(long step) {
      return c / (step + t0);
    }

    @Override
    public String toString() {
      return "harmonic(" + c + "," + t0 + ")";
    }
  }

  /** See {@link Schedules#inverseSqrt}. */
  public record InverseSqrt(double c, double t0) implements Schedule {
    public InverseSqrt {
      Require.finite("c", c, "inverse-sqrt");
      Require.positive("t0", t0, "inverse-sqrt");
    }

    @Override
    public double at(long step) {
      return c / Math.sqrt(step + t0);
    }

    @Override
    public String toString() {
      return "inverse-sqrt(" + c + "," + t0 + ")";
    }
  }

  /** See {@link Schedules#cosine(double, long, double)}. */
  public record Cosine(double peak, long steps, double floor) implements Schedule {
    public Cosine {
      Require.finite("peak", peak, "cosine");
      Require.atLeast("steps of cosine", steps, 1);
      Require.finite("floor", floor, "cosine");
    }

    @Override
    public double at(long step) {
      // StrictMath: the same bits on every machine, as the exactness rule needs.
      return step >= steps
          ? floor
          : floor + (peak - floor) * 0.5 * (1 + StrictMath.cos(Math.PI * step / steps));
    }

    @Override
    public String toString() {
      return "cosine(" + peak + "," + steps + (floor == 0 ? "" : "," + floor) + ")";
    }
  }

  /** See {@link Schedules#exponential}. */
  public record Exponential(double c, double decay) implements Schedule {
    public Exponential {
      Require.finite("c", c, "exponential");
      Require.positive("decay", decay, "exponential");
    }

    @Override
    public double at(long step) {
      return c * StrictMath.pow(decay, (double) step);
    }

    @Override
    public String toString() {
      return "exponential(" + c + "," + decay + ")";
    }
  }

  /** See {@link Schedules#warmUp}. */
  public record WarmUp(long steps, Schedule then) implements Schedule {
    public WarmUp {
      Require.atLeast("steps of warm-up", steps, 1);
    }

    @Override
    public double at(long step) {
      double value = then.at(step);
      return step >= steps ? value : value * (step + 1) / steps;
    }

    @Override
    public String toString() {
      return "warm-up(" + steps + "," + then + ")";
    }
  }

  /**
   * Reads a text form; a bare number is a constant.
   *
   * @throws IllegalArgumentException if the text is none of the forms above; the message names the
   *     text and the forms
   */
  public static Schedule parse(String text) {
    String trimmed = text.strip();
    int open = trimmed.indexOf('(');
    if (open < 0) {
      return constant(number(trimmed, text));
    }
    if (!trimmed.endsWith(")")) {
      throw unreadable(text, "it does not end with ')'");
    }
    String name = trimmed.substring(0, open).strip();
    List<String> args = arguments(trimmed.substring(open + 1, trimmed.length() - 1));
    return switch (name + "/" + args.size()) {
      case "constant/1" -> constant(number(args.get(0), text));
      case "harmonic/2" -> harmonic(number(args.get(0), text), number(args.get(1), text));
      case "inverse-sqrt/2" -> inverseSqrt(number(args.get(0), text), number(args.get(1), text));
      case "cosine/2" -> cosine(number(args.get(0), text), whole(args.get(1), text));
      case "cosine/3" ->
          cosine(number(args.get(0), text), whole(args.get(1), text), number(args.get(2), text));
      case "exponential/2" -> exponential(number(args.get(0), text), number(args.get(1), text));
      case "warm-up/2" -> warmUp(whole(args.get(0), text), parse(args.get(1)));
      default -> throw unreadable(text, "no such schedule with " + args.size() + " argument(s)");
    };
  }

  /** Splits at the commas outside nested parentheses. */
  private static List<String> arguments(String text) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (c == ',' && depth == 0) {
        parts.add(text.substring(from, i).strip());
        from = i + 1;
      }
    }
    parts.add(text.substring(from).strip());
    return parts;
  }

  private static double number(String part, String text) {
    try {
      return Double.parseDouble(part);
    } catch (NumberFormatException e) {
      throw unreadable(text, "\"" + part + "\" is not a number");
    }
  }

  private static long whole(String part, String text) {
    try {
      return Long.parseLong(part);
    } catch (NumberFormatException e) {
      throw unreadable(text, "\"" + part + "\" is not a whole number");
    }
  }

  private static IllegalArgumentException unreadable(String text, String why) {
    return new IllegalArgumentException(
        "schedule \""
            + text
            + "\" cannot be read: "
            + why
            + "; write constant(v), harmonic(c,t0), inverse-sqrt(c,t0), cosine(peak,steps[,floor]),"
            + " exponential(c,decay) or warm-up(steps,schedule)");
  }
}
