package org.trainopt.experiments.resnet;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Random;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;
import org.trainopt.experiments.data.Images;

/** Room for a batch of images, normalised, and its tensors on that memory. */
final class Batch {
  /** Pixels that the image may be shifted by. */
  private static final int PADDING = 4;

  private final Images shape;
  private final PixelScale scale;
  private final FloatBuffer pixels;
  private final LongBuffer labels;
  private final float[] image;
  private final Device device;

  /**
   * @param shape the images' size
   * @param largest the most images a batch has
   * @param device where its tensors are
   */
  Batch(Images shape, PixelScale scale, int largest, Device device) {
    this.device = device;
    this.shape = shape;
    this.scale = scale;
    image = new float[shape.size()];
    pixels = memory((long) largest * shape.size() * Float.BYTES).asFloatBuffer();
    labels = memory((long) largest * Long.BYTES).asLongBuffer();
  }

  private static ByteBuffer memory(long bytes) {
    return ByteBuffer.allocateDirect(Math.toIntExact(bytes)).order(ByteOrder.nativeOrder());
  }

  /** The most images a batch has. */
  int largest() {
    return labels.capacity();
  }

  /**
   * Puts an image in its place.
   *
   * @param at in the batch
   * @param from where the image is
   * @param row the image
   * @param shifts where the image is shifted and flipped at random, or null
   */
  void put(int at, Images from, int row, @Nullable Random shifts) {
    int down = 0;
    int right = 0;
    boolean flipped = false;
    if (shifts != null) {
      down = shifts.nextInt(2 * PADDING + 1) - PADDING;
      right = shifts.nextInt(2 * PADDING + 1) - PADDING;
      flipped = shifts.nextBoolean();
    }
    int area = shape.height() * shape.width();
    for (int c = 0; c < shape.channels(); c++) {
      int start = row * shape.size() + c * area;
      for (int y = 0; y < shape.height(); y++) {
        for (int x = 0; x < shape.width(); x++) {
          int fromY = y + down;
          int fromX = (flipped ? shape.width() - 1 - x : x) + right;
          boolean inside =
              fromY >= 0 && fromY < shape.height() && fromX >= 0 && fromX < shape.width();
          int pixel = inside ? from.pixels()[start + fromY * shape.width() + fromX] & 0xff : 0;
          image[c * area + y * shape.width() + x] = scale.of(c, pixel);
        }
      }
    }
    pixels.put(at * image.length, image);
    labels.put(at, from.labels()[row]);
  }

  /** The first images: count × channels × height × width; on the CPU on this memory. */
  Tensor images(int count) {
    Tensor images =
        torch.from_blob(
            new FloatPointer(pixels),
            new long[] {count, shape.channels(), shape.height(), shape.width()},
            new TensorOptions(ScalarType.Float));
    return device.is_cpu() ? images : images.to(device, ScalarType.Float);
  }

  /** The first images' classes; on the CPU on this memory. */
  Tensor labels(int count) {
    Tensor classes =
        torch.from_blob(
            new LongPointer(labels), new long[] {count}, new TensorOptions(ScalarType.Long));
    return device.is_cpu() ? classes : classes.to(device, ScalarType.Long);
  }
}
