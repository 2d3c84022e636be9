package org.trainopt.javakernel;

import org.trainopt.api.StatePrecision;

/**
 * A state array of one tensor, worked on in windows of at most {@link Reduction#BLOCK} elements:
 * between {@link #open} and {@link #store}, element i of the window is {@code values[from + i]}.
 */
abstract class StateVector {
  final int length;
  float[] values;
  int from;

  private StateVector(int length, float[] values) {
    this.length = length;
    this.values = values;
  }

  static StateVector of(int length, StatePrecision precision) {
    return precision == StatePrecision.FLOAT32
        ? new Float32(new float[length])
        : new Bfloat16(length);
  }

  static StateVector of(float[] values) {
    return new Float32(values);
  }

  abstract int bytesPerElement();

  /** Turns the window to elements {@code [at, at + n)}. */
  abstract void open(int at, int n);

  /** Keeps what was written to the window, rounded to the array's precision. */
  abstract void store(int at, int n);

  /** A number as the array would hold it. */
  abstract float rounded(float value);

  abstract void read(float[] to);

  abstract void write(float[] source);

  private static final class Float32 extends StateVector {
    Float32(float[] values) {
      super(values.length, values);
    }

    @Override
    int bytesPerElement() {
      return StatePrecision.FLOAT32.bytes();
    }

    @Override
    void open(int at, int n) {
      from = at;
    }

    @Override
    void store(int at, int n) {}

    @Override
    float rounded(float value) {
      return value;
    }

    @Override
    void read(float[] to) {
      System.arraycopy(values, 0, to, 0, length);
    }

    @Override
    void write(float[] source) {
      System.arraycopy(source, 0, values, 0, length);
    }
  }

  private static final class Bfloat16 extends StateVector {
    private final short[] bits;

    Bfloat16(int length) {
      super(length, new float[Math.min(length, Reduction.BLOCK)]);
      bits = new short[length];
    }

    @Override
    int bytesPerElement() {
      return StatePrecision.BFLOAT16.bytes();
    }

    @Override
    void open(int at, int n) {
      for (int i = 0; i < n; i++) {
        values[i] = StatePrecision.fromBfloat16(bits[at + i]);
      }
    }

    @Override
    void store(int at, int n) {
      for (int i = 0; i < n; i++) {
        bits[at + i] = StatePrecision.toBfloat16(values[i]);
      }
    }

    @Override
    float rounded(float value) {
      return StatePrecision.fromBfloat16(StatePrecision.toBfloat16(value));
    }

    @Override
    void read(float[] to) {
      for (int i = 0; i < length; i++) {
        to[i] = StatePrecision.fromBfloat16(bits[i]);
      }
    }

    @Override
    void write(float[] source) {
      for (int i = 0; i < length; i++) {
        bits[i] = StatePrecision.toBfloat16(source[i]);
      }
    }
  }
}
