package org.trainopt.experiments.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.trainopt.experiments.InputException;

class ImageDataTest {
  private static final int RECORD = 3073;

  @TempDir private Path folder;

  @Test
  void digitsAreSplitFourToOne() {
    ImageData digits = ImageData.load("digits");
    assertThat(digits.training().rows()).isEqualTo(1438);
    assertThat(digits.validation().rows()).isEqualTo(359);
    assertThat(digits.classes()).isEqualTo(10);
    Dataset all = Datasets.load("digits");
    assertThat(digits.validation().labels()[0]).isEqualTo(all.labels()[4]);
    assertThat((float) digits.validation().pixels()[2]).isEqualTo(all.features()[4 * 64 + 2]);
    assertThat(digits.training().labels()[4]).isEqualTo(all.labels()[5]);
  }

  @Test
  void theFashionSubsetIsBalanced() {
    ImageData fashion = ImageData.load("fashion");
    assertThat(fashion.training().size()).isEqualTo(28 * 28);
    requireBalanced(fashion.training(), 300);
    requireBalanced(fashion.validation(), 100);
    assertThat(fashion.sha256()).hasSize(64);
  }

  private static void requireBalanced(Images images, int each) {
    int[] counts = new int[10];
    for (int label : images.labels()) {
      counts[label]++;
    }
    assertThat(counts).containsOnly(each);
  }

  /** Records of CIFAR-10 with these labels; pixel i of record k is k + i, as a byte. */
  private void cifar(String file, int... labels) throws IOException {
    byte[] content = new byte[labels.length * RECORD];
    for (int k = 0; k < labels.length; k++) {
      content[k * RECORD] = (byte) labels[k];
      for (int i = 1; i < RECORD; i++) {
        content[k * RECORD + i] = (byte) (k + i - 1);
      }
    }
    Files.write(folder.resolve(file), content);
  }

  @Test
  void cifarIsRead() throws IOException {
    cifar("data_batch_2.bin", 3);
    cifar("data_batch_1.bin", 0, 9);
    cifar("test_batch.bin", 5, 1);
    ImageData data = ImageData.load(folder.toString());
    assertThat(data.training().labels()).containsExactly(0, 9, 3);
    assertThat(data.validation().labels()).containsExactly(5, 1);
    assertThat(data.classes()).isEqualTo(10);
    assertThat(data.training().channels()).isEqualTo(3);
    assertThat(data.training().pixels()[3072 + 2]).as("record 1, pixel 2").isEqualTo((byte) 3);
    assertThat(data.training().first(2).labels()).containsExactly(0, 9);
  }

  @Test
  void damagedCifarIsRefusedWithItsPlace() throws IOException {
    cifar("data_batch_1.bin", 0, 10, 1);
    cifar("test_batch.bin", 5, 1);
    refuses("data_batch_1.bin: label 10 at byte 3073 (record 1), but CIFAR-10's labels are 0 to 9");
    Files.write(folder.resolve("data_batch_1.bin"), new byte[RECORD + 5]);
    refuses("data_batch_1.bin: 3078 bytes are no whole number of records of 3073 bytes; record 1");
    Files.write(folder.resolve("data_batch_1.bin"), new byte[0]);
    refuses("data_batch_1.bin: empty");
    cifar("data_batch_1.bin", 1, 1);
    Files.delete(folder.resolve("test_batch.bin"));
    refuses("training batches, but no test_batch.bin to validate on beside them");
    cifar("data_batch_1.bin", 0, 1);
    cifar("test_batch.bin", 7);
    refuses("a validation image has label 7, but the training images have 0 to 1");
  }

  private void idx(String part, int size, int... labels) throws IOException {
    ByteBuffer images = ByteBuffer.allocate(16 + labels.length * size * size);
    images.putInt(0x803).putInt(labels.length).putInt(size).putInt(size);
    for (int i = 0; i < labels.length * size * size; i++) {
      images.put((byte) i);
    }
    Files.write(folder.resolve(part + "-images-idx3-ubyte"), images.array());
    ByteBuffer bytes = ByteBuffer.allocate(8 + labels.length);
    bytes.putInt(0x801).putInt(labels.length);
    for (int label : labels) {
      bytes.put((byte) label);
    }
    Files.write(folder.resolve(part + "-labels-idx1-ubyte"), bytes.array());
  }

  @Test
  void aFolderOfIdxFilesIsReadWithItsTestPart() throws IOException {
    idx("train", 3, 0, 1, 2);
    refuses("no test images beside it; expected t10k-images-idx3-ubyte[.gz] to validate on");
    idx("t10k", 3, 2, 0);
    ImageData data = ImageData.load(folder.toString());
    assertThat(data.training().labels()).containsExactly(0, 1, 2);
    assertThat(data.validation().labels()).containsExactly(2, 0);
    assertThat(data.training().pixels()[9 + 4]).isEqualTo((byte) 13);
    idx("t10k", 4, 2, 0);
    refuses("training images are 1×3×3, but validation images are 1×4×4");
    Files.write(folder.resolve("t10k-images-idx3-ubyte"), new byte[] {0, 0, 8, 3, 0, 0});
    refuses("t10k-images-idx3-ubyte: ends within its header");
  }

  @Test
  void whatIsNoImageSetIsRefused() {
    assertThatThrownBy(() -> ImageData.load("digitz"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "\"digitz\" is neither a folder nor an embedded image set; embedded are digits,"
                + " fashion");
    refuses("a folder, but without train-images-idx3-ubyte[.gz]");
  }

  private void refuses(String message) {
    assertThatThrownBy(() -> ImageData.load(folder.toString()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(message);
  }
}
