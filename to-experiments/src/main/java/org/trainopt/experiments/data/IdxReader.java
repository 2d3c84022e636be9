package org.trainopt.experiments.data;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.trainopt.experiments.InputException;

/**
 * IDX, the format of MNIST and Fashion-MNIST: a file of images and one of labels beside it, whose
 * name has {@code labels-idx1} in the place of {@code images-idx3}. Pixels 0…255 become features as
 * they are.
 */
final class IdxReader {
  private static final int IMAGES_MAGIC = 0x00000803;
  private static final int LABELS_MAGIC = 0x00000801;

  private IdxReader() {}

  /** The training images of a folder. */
  static Path images(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(
              file -> file.getFileName().toString().matches("train-images[-.]idx3-ubyte(\\.gz)?"))
          .sorted()
          .findFirst()
          .orElseThrow(
              () ->
                  new InputException(
                      folder
                          + ": a folder, but without train-images-idx3-ubyte[.gz]; name a file"));
    } catch (IOException e) {
      throw Datasets.unreadable(folder, e);
    }
  }

  static Dataset read(Path images, InputStream imageStream) throws IOException {
    Images read = images(images, imageStream, () -> labels(labelsOf(images)));
    float[] features = new float[read.pixels().length];
    for (int i = 0; i < features.length; i++) {
      features[i] = read.pixels()[i] & 0xff;
    }
    List<String> names = new ArrayList<>(read.rows());
    for (int label : read.labels()) {
      names.add(Integer.toString(label));
    }
    return Dataset.of(images.toString(), features, names);
  }

  /** The images of a file, with the labels of the file beside it. */
  static Images load(Path images) {
    try (InputStream in = Datasets.open(images)) {
      return images(images, in, () -> labels(labelsOf(images)));
    } catch (IOException e) {
      throw Datasets.unreadable(images, e);
    }
  }

  /**
   * Images of one channel.
   *
   * @param labelsLater asked for their labels once the header is read
   */
  static Images images(Path images, InputStream imageStream, Supplier<byte[]> labelsLater)
      throws IOException {
    DataInputStream data = new DataInputStream(imageStream);
    magic(images, data, IMAGES_MAGIC, "images");
    int count = size(images, data, "images");
    int height = size(images, data, "rows of pixels");
    int width = size(images, data, "columns of pixels");
    byte[] labels = labelsLater.get();
    if (count != labels.length) {
      throw new InputException(
          images
              + ": "
              + count
              + " images, but "
              + labelsOf(images)
              + " has "
              + labels.length
              + " labels; the two must match");
    }
    RowCollector.checkSize(images.toString(), count, (long) height * width);
    byte[] pixels = bytes(images, data, count * height * width);
    int[] classes = new int[count];
    for (int i = 0; i < count; i++) {
      classes[i] = labels[i] & 0xff;
    }
    return new Images(1, height, width, pixels, classes);
  }

  private static byte[] labels(Path file) {
    try (InputStream in = Datasets.open(file)) {
      return labels(file, in);
    } catch (IOException e) {
      throw Datasets.unreadable(file, e);
    }
  }

  static byte[] labels(Path file, InputStream in) throws IOException {
    DataInputStream data = new DataInputStream(in);
    magic(file, data, LABELS_MAGIC, "labels");
    return bytes(file, data, size(file, data, "labels"));
  }

  private static Path labelsOf(Path images) {
    String name = images.getFileName().toString();
    String base = name.replaceFirst("\\.gz$", "");
    for (String candidate : List.of(base, base + ".gz")) {
      Path labels =
          images.resolveSibling(candidate.replace("images", "labels").replace("idx3", "idx1"));
      if (!labels.equals(images) && Files.isRegularFile(labels)) {
        return labels;
      }
    }
    throw new InputException(
        images
            + ": no labels beside it; expected "
            + base.replace("images", "labels").replace("idx3", "idx1")
            + "[.gz]");
  }

  private static void magic(Path file, DataInputStream in, int expected, String what)
      throws IOException {
    int magic = next(file, in);
    if (magic != expected) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "%s: magic number 0x%08x at byte 0, but IDX %s begin with 0x%08x",
              file,
              magic,
              what,
              expected));
    }
  }

  private static int size(Path file, DataInputStream in, String what) throws IOException {
    int size = next(file, in);
    if (size < 1) {
      throw new InputException(
          file + ": the header says " + Integer.toUnsignedString(size) + " " + what);
    }
    return size;
  }

  private static int next(Path file, DataInputStream in) throws IOException {
    try {
      return in.readInt();
    } catch (EOFException e) {
      throw new InputException(file + ": ends within its header", e);
    }
  }

  private static byte[] bytes(Path file, DataInputStream in, int count) throws IOException {
    byte[] bytes = in.readNBytes(count); // allocates as it reads: a lying header costs nothing
    if (bytes.length < count) {
      throw new InputException(
          file
              + ": ends after "
              + bytes.length
              + " of the "
              + count
              + " bytes its header announces");
    }
    if (in.read() >= 0) {
      throw new InputException(
          file + ": goes on after the " + count + " bytes its header announces");
    }
    return bytes;
  }
}
