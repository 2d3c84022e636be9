package org.trainopt.check.exact;

import java.util.Arrays;

/** Sums over vectors of equal length, in double. */
final class Vectors {
  private Vectors() {}

  /** {@code x·y}. */
  static double dot(double[] x, double[] y) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += x[i] * y[i];
    }
    return sum;
  }

  /** {@code ‖x‖²}. */
  static double squares(double[] x) {
    return dot(x, x);
  }

  /** {@code |x|}, element by element. */
  static double[] absolute(double[] x) {
    return Arrays.stream(x).map(Math::abs).toArray();
  }

  /** {@code −x}. */
  static double[] negative(double[] x) {
    return Arrays.stream(x).map(value -> -value).toArray();
  }

  /** The same numbers in double. */
  static double[] exact(float[] x) {
    double[] to = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      to[i] = x[i];
    }
    return to;
  }
}
