package org.trainopt.experiments.resnet;

import org.trainopt.experiments.InputException;
import org.trainopt.experiments.data.Images;

/**
 * Pixels minus their channel's mean, divided by its standard deviation (population), both over all
 * training images, in double.
 */
final class PixelScale {
  private final double[] mean;
  private final double[] deviation;

  /** A channel's 256 values. */
  private final float[][] values;

  /**
   * @throws InputException if all pixels of a channel are the same
   */
  PixelScale(String name, Images images) {
    int channels = images.channels();
    int area = images.height() * images.width();
    mean = new double[channels];
    deviation = new double[channels];
    values = new float[channels][256];
    for (int c = 0; c < channels; c++) {
      long[] counts = new long[256];
      for (int row = 0; row < images.rows(); row++) {
        int start = row * images.size() + c * area;
        for (int i = start; i < start + area; i++) {
          counts[images.pixels()[i] & 0xff]++;
        }
      }
      double total = (double) images.rows() * area;
      for (int p = 0; p < 256; p++) {
        mean[c] += p * (counts[p] / total);
      }
      double variance = 0;
      for (int p = 0; p < 256; p++) {
        variance += (p - mean[c]) * (p - mean[c]) * (counts[p] / total);
      }
      deviation[c] = Math.sqrt(variance);
      if (!(deviation[c] > 0)) {
        throw new InputException(
            name + ": all pixels of channel " + c + " are " + Math.round(mean[c]));
      }
      for (int p = 0; p < 256; p++) {
        values[c][p] = (float) ((p - mean[c]) / deviation[c]);
      }
    }
  }

  /** A pixel's value. */
  float of(int channel, int pixel) {
    return values[channel][pixel];
  }

  double mean(int channel) {
    return mean[channel];
  }

  double deviation(int channel) {
    return deviation[channel];
  }
}
