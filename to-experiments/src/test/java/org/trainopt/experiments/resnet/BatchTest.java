package org.trainopt.experiments.resnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.trainopt.experiments.InputException;
import org.trainopt.experiments.data.Images;

class BatchTest {
  private static final int CHANNELS = 3;
  private static final int HEIGHT = 6;
  private static final int WIDTH = 5;
  private static final int ROWS = 40;
  private static final int PADDING = 4;
  private static final Device CPU = new Device("cpu");

  private final Images images = images();
  private final PixelScale scale = new PixelScale("test", images);

  private static Images images() {
    Random random = new Random(1);
    byte[] pixels = new byte[ROWS * CHANNELS * HEIGHT * WIDTH];
    random.nextBytes(pixels);
    int[] labels = new int[ROWS];
    for (int i = 0; i < ROWS; i++) {
      labels[i] = i % 7;
    }
    return new Images(CHANNELS, HEIGHT, WIDTH, pixels, labels);
  }

  private static float[] read(Tensor tensor) {
    float[] values = new float[(int) tensor.numel()];
    tensor.data_ptr_float().get(values);
    return values;
  }

  @Test
  void trainingPixelsHaveMeanZeroAndVarianceOneByChannel() {
    Batch batch = new Batch(images, scale, ROWS, CPU);
    for (int i = 0; i < ROWS; i++) {
      batch.put(i, images, i, null);
    }
    Tensor tensor = batch.images(ROWS);
    float[] values = read(tensor);
    assertThat(tensor.shape()).containsExactly(ROWS, CHANNELS, HEIGHT, WIDTH);
    int area = HEIGHT * WIDTH;
    for (int c = 0; c < CHANNELS; c++) {
      double sum = 0;
      double squares = 0;
      for (int i = 0; i < values.length; i++) {
        if (i / area % CHANNELS == c) {
          sum += values[i];
          squares += (double) values[i] * values[i];
        }
      }
      assertThat(sum / (ROWS * area)).isCloseTo(0, within(1e-6));
      assertThat(squares / (ROWS * area)).isCloseTo(1, within(1e-6));
    }
    assertThat(batch.labels(3).data_ptr_long().get(2)).isEqualTo(2);
  }

  /** Against the textbook's way: pad by 4 zero pixels, cut out, mirror. */
  @Test
  void augmentedImagesAreCutFromPaddedOnesAndMirrored() {
    Batch batch = new Batch(images, scale, 1, CPU);
    Random shifts = new Random(5);
    Random twin = new Random(5);
    for (int row = 0; row < ROWS; row++) {
      batch.put(0, images, row, shifts);
      int top = twin.nextInt(2 * PADDING + 1);
      int left = twin.nextInt(2 * PADDING + 1);
      boolean mirrored = twin.nextBoolean();
      float[] actual = read(batch.images(1));
      for (int c = 0; c < CHANNELS; c++) {
        int[][] padded = new int[HEIGHT + 2 * PADDING][WIDTH + 2 * PADDING];
        for (int y = 0; y < HEIGHT; y++) {
          for (int x = 0; x < WIDTH; x++) {
            int at = ((row * CHANNELS + c) * HEIGHT + y) * WIDTH + x;
            padded[y + PADDING][x + PADDING] = images.pixels()[at] & 0xff;
          }
        }
        for (int y = 0; y < HEIGHT; y++) {
          for (int x = 0; x < WIDTH; x++) {
            int pixel = padded[y + top][left + (mirrored ? WIDTH - 1 - x : x)];
            assertThat(actual[(c * HEIGHT + y) * WIDTH + x])
                .as("row %d, channel %d, pixel (%d, %d)", row, c, y, x)
                .isEqualTo((float) ((pixel - scale.mean(c)) / scale.deviation(c)));
          }
        }
      }
    }
  }

  @Test
  void aConstantChannelIsRefused() {
    Images grey = new Images(1, 2, 2, new byte[] {7, 7, 7, 7}, new int[] {0});
    assertThatThrownBy(() -> new PixelScale("grey", grey))
        .isInstanceOf(InputException.class)
        .hasMessage("grey: all pixels of channel 0 are 7");
  }
}
