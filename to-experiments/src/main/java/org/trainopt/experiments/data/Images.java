package org.trainopt.experiments.data;

import java.util.Arrays;

/**
 * Images of one size in memory, with their classes. Immutable by convention: the arrays are shared,
 * not copied.
 *
 * @param channels colours: 1 or 3
 * @param height in pixels
 * @param width in pixels
 * @param pixels unsigned bytes, image by image, then channel by channel, then row by row
 * @param labels the class of each image, ≥ 0
 */
public record Images(int channels, int height, int width, byte[] pixels, int[] labels) {
  public Images {
    if ((long) labels.length * channels * height * width != pixels.length) {
      throw new IllegalArgumentException(
          pixels.length
              + " pixels are not those of "
              + labels.length
              + " images of "
              + channels
              + "×"
              + height
              + "×"
              + width);
    }
  }

  /** The number of images. */
  public int rows() {
    return labels.length;
  }

  /** The pixels of one image, all channels together. */
  public int size() {
    return channels * height * width;
  }

  /** The first images, or all if there are fewer. */
  public Images first(int rows) {
    return rows >= rows()
        ? this
        : new Images(
            channels,
            height,
            width,
            Arrays.copyOf(pixels, rows * size()),
            Arrays.copyOf(labels, rows));
  }

  /** The largest label. */
  int largestLabel() {
    return Arrays.stream(labels).max().orElse(-1);
  }
}
