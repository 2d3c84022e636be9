package org.trainopt.api;

/**
 * How an estimator's vectors a, b, u and v are held between steps; all arithmetic is float32. A
 * scaling's statistic stays float32 always: at β₂ = 0.999 a bfloat16 would not move.
 */
public enum StatePrecision {
  /** 4 bytes an element. */
  FLOAT32(4),

  /**
   * 2 bytes an element: 8 significant bits, rounded to nearest, ties to even, when they are stored.
   * Changes below 2⁻⁹ of a value are lost, so that a decaying β or α stops to train the estimator
   * once its steps are that small.
   */
  BFLOAT16(2);

  private final int bytes;

  StatePrecision(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes an element. */
  public int bytes() {
    return bytes;
  }

  /**
   * The bfloat16 nearest to a number, ties to even. NaN stays NaN; subnormals become zeros of their
   * sign, as hardware has it.
   */
  public static short toBfloat16(float value) {
    int bits = Float.floatToRawIntBits(value);
    if ((bits & 0x7fffffff) > 0x7f800000) {
      return (short) ((bits >>> 16) | 0x40);
    }
    if ((bits & 0x7f800000) == 0) {
      return (short) ((bits >>> 16) & 0x8000);
    }
    return (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
  }

  /** The value of a bfloat16, exactly. */
  public static float fromBfloat16(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }
}
