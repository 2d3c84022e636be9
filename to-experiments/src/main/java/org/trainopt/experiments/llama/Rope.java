package org.trainopt.experiments.llama;

import java.util.Locale;

/**
 * Rotary position embeddings: how a pair of a head's coordinates turns from position to position.
 *
 * @param theta base of the frequencies, &gt; 0
 * @param scaling how they are stretched for longer contexts
 */
record Rope(double theta, Scaling scaling) {

  /** How the frequencies are stretched. */
  sealed interface Scaling permits None, Linear, Llama3 {}

  /** As they are. */
  record None() implements Scaling {}

  /**
   * All divided by a factor.
   *
   * @param factor ≥ 1
   */
  record Linear(double factor) implements Scaling {}

  /**
   * Llama 3's: low frequencies are divided by a factor, high ones kept, those between interpolated.
   *
   * @param factor ≥ 1
   * @param lowFrequencyFactor context length over the wavelength from which on all are divided
   * @param highFrequencyFactor context length over the wavelength up to which none is; greater
   * @param originalLength context length of the pre-training, in tokens
   */
  record Llama3(
      double factor, double lowFrequencyFactor, double highFrequencyFactor, long originalLength)
      implements Scaling {}

  /**
   * Radians per position of each pair, in float32 as the models were trained.
   *
   * @param headDimension even
   * @return {@code headDimension / 2} frequencies
   */
  float[] frequencies(int headDimension) {
    float[] frequencies = new float[headDimension / 2];
    for (int i = 0; i < frequencies.length; i++) {
      float power = (float) Math.pow(theta, 2f * i / headDimension);
      frequencies[i] = scaled(1 / power);
    }
    return frequencies;
  }

  private float scaled(float frequency) {
    if (scaling instanceof Linear linear) {
      return (float) (frequency / linear.factor());
    }
    if (scaling instanceof Llama3 llama3) {
      return scaled(frequency, llama3);
    }
    return frequency;
  }

  private static float scaled(float frequency, Llama3 llama3) {
    double wavelength = 2 * Math.PI / frequency;
    double turns = llama3.originalLength() / wavelength; // over the original context
    if (turns < llama3.lowFrequencyFactor()) {
      return (float) (frequency / llama3.factor());
    }
    if (turns > llama3.highFrequencyFactor()) {
      return frequency;
    }
    double smooth =
        (turns - llama3.lowFrequencyFactor())
            / (llama3.highFrequencyFactor() - llama3.lowFrequencyFactor());
    return (float) ((1 - smooth) * frequency / llama3.factor() + smooth * frequency);
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "theta %s, %s", theta, scaling);
  }
}
