package org.trainopt.experiments.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.trainopt.experiments.InputException;

/**
 * CIFAR-10 in its binary version: {@code data_batch_1.bin} to {@code data_batch_5.bin} (those that
 * are there) and {@code test_batch.bin}. A record is a label byte, 0 to 9, and 3×32×32 pixels.
 */
final class CifarReader {
  private static final int SIZE = 3 * 32 * 32;
  private static final int RECORD = 1 + SIZE;
  private static final int CLASSES = 10;
  private static final String TEST = "test_batch.bin";

  private CifarReader() {}

  /** Whether a folder has training batches. */
  static boolean isThere(Path folder) {
    return !batches(folder).isEmpty();
  }

  static Images training(Path folder) {
    return read(batches(folder));
  }

  static Images test(Path folder) {
    Path file = folder.resolve(TEST);
    if (!Files.isRegularFile(file)) {
      throw new InputException(
          folder + ": training batches, but no " + TEST + " to validate on beside them");
    }
    return read(List.of(file));
  }

  private static List<Path> batches(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().matches("data_batch_[1-9]\\.bin"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw Datasets.unreadable(folder, e);
    }
  }

  private static Images read(List<Path> files) {
    List<byte[]> contents = new ArrayList<>();
    int rows = 0;
    for (Path file : files) {
      byte[] content = content(file);
      contents.add(content);
      rows += content.length / RECORD;
    }
    if (rows > Integer.MAX_VALUE / SIZE) {
      throw new InputException(
          files.get(0).getParent() + ": " + rows + " images are more than one array holds");
    }
    byte[] pixels = new byte[rows * SIZE];
    int[] labels = new int[rows];
    int row = 0;
    for (byte[] content : contents) {
      for (int at = 0; at < content.length; at += RECORD) {
        labels[row] = content[at];
        System.arraycopy(content, at + 1, pixels, row * SIZE, SIZE);
        row++;
      }
    }
    return new Images(3, 32, 32, pixels, labels);
  }

  /** A file's records, checked. */
  private static byte[] content(Path file) {
    byte[] content;
    try (InputStream in = Datasets.open(file)) {
      content = in.readAllBytes();
    } catch (IOException e) {
      throw Datasets.unreadable(file, e);
    }
    if (content.length == 0) {
      throw new InputException(file + ": empty");
    }
    if (content.length % RECORD != 0) {
      throw new InputException(
          file
              + ": "
              + content.length
              + " bytes are no whole number of records of "
              + RECORD
              + " bytes; record "
              + content.length / RECORD
              + " is truncated, or this is not CIFAR-10's binary version");
    }
    for (int row = 0; row < content.length / RECORD; row++) {
      int label = content[row * RECORD] & 0xff;
      if (label >= CLASSES) {
        throw new InputException(
            file
                + ": label "
                + label
                + " at byte "
                + (long) row * RECORD
                + " (record "
                + row
                + "), but CIFAR-10's labels are 0 to 9");
      }
    }
    return content;
  }
}
