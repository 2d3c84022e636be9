package org.trainopt.api;

/**
 * The one place where ranges are checked and worded: the parameter, the bound, the value, and where
 * it was given.
 */
final class Require {
  private Require() {}

  static double finite(String name, double value, String where) {
    return check(Double.isFinite(value), name, "finite", value, where);
  }

  static double positive(String name, double value, String where) {
    return check(Double.isFinite(value) && value > 0, name, "finite and > 0", value, where);
  }

  static double nonNegative(String name, double value, String where) {
    return check(Double.isFinite(value) && value >= 0, name, "finite and >= 0", value, where);
  }

  /** A bound that may be absent, which is written as +infinity. */
  static double positiveOrInfinite(String name, double value, String where) {
    return check(value > 0, name, "> 0 (infinity: none)", value, where);
  }

  static double fraction(String name, double value, String where) {
    return check(value >= 0 && value < 1, name, ">= 0 and < 1", value, where);
  }

  /** A probability-like weight of the newest value: 0 freezes, 1 forgets everything older. */
  static double unit(String name, double value, String where) {
    return check(value >= 0 && value <= 1, name, ">= 0 and <= 1", value, where);
  }

  static long atLeast(String name, long value, long bound) {
    if (value < bound) {
      throw new IllegalArgumentException(name + " must be >= " + bound + ", but was " + value);
    }
    return value;
  }

  /** The address of a float. */
  static void address(long value) {
    if (value == 0 || (value & 3) != 0) {
      throw new IllegalArgumentException(
          "address must be non-zero and a multiple of 4, but was 0x" + Long.toHexString(value));
    }
  }

  /** Where a schedule's value was taken, for the message. */
  static String atStep(Schedule schedule, long step) {
    return schedule instanceof Schedules.Constant ? "" : schedule + " at step " + step;
  }

  private static double check(
      boolean valid, String name, String bound, double value, String where) {
    if (!valid) {
      throw new IllegalArgumentException(
          name
              + " must be "
              + bound
              + ", but was "
              + value
              + (where.isEmpty() ? "" : " (" + where + ")"));
    }
    return value;
  }
}
