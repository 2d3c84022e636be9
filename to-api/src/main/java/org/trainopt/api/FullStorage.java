package org.trainopt.api;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How Full-TO holds its matrix: {@code A = A₀ − Σ α r wᵀ} over the corrections of the last steps,
 * which are kept as vectors until they are flushed into the dense A₀. The direction is the same in
 * all storages up to rounding, and the same bits on all kernels within one.
 *
 * <ul>
 *   <li>{@link Direct}: every correction is flushed at once. A step reads and writes d² elements.
 *   <li>{@link Delayed}: A₀ = 0 is not touched before {@code history} corrections have come
 *       together, so that a step moves 8·k·d bytes while there are k of them; afterwards A₀ is read
 *       once a step and written once in {@code pending} steps.
 *   <li>{@link Auto}, the default, chooses by d: direct below {@value Auto#DIRECT_BELOW}, where all
 *       is in cache; else a history of d/8 and {@value Auto#PENDING} pending corrections.
 * </ul>
 *
 * <p>The text forms, which {@link #parse} reads, are {@code auto}, {@code direct} and {@code
 * delayed(history,pending)}.
 */
public sealed interface FullStorage {

  /** The storage for a vector of length d. */
  Capacity capacity(int d);

  /** Chosen by d. */
  static FullStorage auto() {
    return new Auto();
  }

  /** A alone. */
  static FullStorage direct() {
    return new Direct();
  }

  /** A₀ and up to {@code pending} corrections, from the start. */
  static FullStorage delayed(int pending) {
    return new Delayed(pending, pending);
  }

  /**
   * Reads a text form.
   *
   * @throws IllegalArgumentException if it is none of them
   */
  static FullStorage parse(String text) {
    if (text.equals("auto")) {
      return auto();
    }
    if (text.equals("direct")) {
      return direct();
    }
    Matcher delayed = Pattern.compile("delayed\\((\\d{1,6}),(\\d{1,6})\\)").matcher(text);
    if (!delayed.matches()) {
      throw new IllegalArgumentException(
          "storage must be auto, direct or delayed(history,pending), but was \"" + text + "\"");
    }
    return new Delayed(Integer.parseInt(delayed.group(1)), Integer.parseInt(delayed.group(2)));
  }

  /** Chosen by d. */
  record Auto() implements FullStorage {
    /** The length from which on corrections are delayed. */
    public static final int DIRECT_BELOW = 256;

    /** Corrections that are flushed together. */
    public static final int PENDING = 32;

    private static final int HISTORY_SHARE = 8;

    @Override
    public Capacity capacity(int d) {
      return d < DIRECT_BELOW ? Capacity.NONE : new Capacity(d / HISTORY_SHARE, PENDING);
    }

    @Override
    public String toString() {
      return "auto";
    }
  }

  /** A alone. */
  record Direct() implements FullStorage {
    @Override
    public Capacity capacity(int d) {
      return Capacity.NONE;
    }

    @Override
    public String toString() {
      return "direct";
    }
  }

  /**
   * A₀ and corrections.
   *
   * @param history corrections kept before A₀ is first written, ≥ pending
   * @param pending corrections kept between later flushes, ≥ 1
   */
  record Delayed(int history, int pending) implements FullStorage {
    public Delayed {
      Require.atLeast("pending", pending, 1);
      Require.atLeast("history", history, pending);
    }

    @Override
    public Capacity capacity(int d) {
      return new Capacity(history, pending);
    }

    @Override
    public String toString() {
      return "delayed(" + history + "," + pending + ")";
    }
  }

  /**
   * How many corrections are kept; both 0 where A holds them all.
   *
   * @param history before the first flush; the most there ever are
   * @param pending between later ones
   */
  record Capacity(int history, int pending) {
    static final Capacity NONE = new Capacity(0, 0);

    /** Floats held beside A and b for vectors of length d: the corrections and their count. */
    public long floats(long d) {
      return history == 0 ? 0L : 2L * history * d + 2;
    }
  }
}
