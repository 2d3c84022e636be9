package org.trainopt.experiments.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.trainopt.experiments.InputException;

/**
 * Images to train on, and others of the same size and classes to validate on.
 *
 * @param name where they came from
 * @param training the training part
 * @param validation the part that no gradient sees
 * @param classes the number of classes; labels are below it
 */
public record ImageData(String name, Images training, Images validation, int classes) {
  private static final String DIGITS = "digits";
  private static final String FASHION = "fashion";

  /** Every fifth digit is kept for validation. */
  private static final int DIGITS_PERIOD = 5;

  public ImageData {
    requireAlike(name, training, validation);
    if (classes < 2) {
      throw new InputException(
          name + ": all images have the same label; at least two classes are needed");
    }
    if (validation.largestLabel() >= classes) {
      throw new InputException(
          name
              + ": a validation image has label "
              + validation.largestLabel()
              + ", but the training images have 0 to "
              + (classes - 1));
    }
  }

  private static void requireAlike(String name, Images training, Images validation) {
    if (training.channels() != validation.channels()
        || training.height() != validation.height()
        || training.width() != validation.width()) {
      throw new InputException(
          name
              + ": training images are "
              + shape(training)
              + ", but validation images are "
              + shape(validation));
    }
  }

  private static String shape(Images images) {
    return images.channels() + "×" + images.height() + "×" + images.width();
  }

  /** The embedded image sets, with a line about each. */
  public static Map<String, String> embedded() {
    return new TreeMap<>(
        Map.of(
            DIGITS,
            "1,438 + 359 images of 1×8×8, 10 classes: handwritten digits; each fifth validates",
            FASHION,
            "3,000 + 1,000 images of 1×28×28, 10 classes: Fashion-MNIST, the first of each class"));
  }

  /**
   * Loads an embedded set, or a folder: MNIST's or Fashion-MNIST's four IDX files, {@code .gz} too,
   * or CIFAR-10's binary batches. A folder's test part validates.
   *
   * @throws InputException if there are no such images or they are not valid; the message names
   *     file and place
   */
  public static ImageData load(String nameOrFolder) {
    if (nameOrFolder.equals(DIGITS)) {
      return digits();
    }
    if (nameOrFolder.equals(FASHION)) {
      return of(
          FASHION,
          fashion("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz"),
          fashion("t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"));
    }
    Path folder = folder(nameOrFolder);
    if (CifarReader.isThere(folder)) {
      return of(nameOrFolder, CifarReader.training(folder), CifarReader.test(folder));
    }
    Path training = IdxReader.images(folder);
    return of(nameOrFolder, IdxReader.load(training), IdxReader.load(testOf(training)));
  }

  private static ImageData of(String name, Images training, Images validation) {
    return new ImageData(name, training, validation, training.largestLabel() + 1);
  }

  private static Path folder(String name) {
    try {
      Path path = Path.of(name);
      if (!name.isEmpty() && Files.isDirectory(path)) {
        return path;
      }
    } catch (InvalidPathException e) {
      // no folder has such a name
    }
    throw new InputException(
        "\""
            + name
            + "\" is neither a folder nor an embedded image set; embedded are "
            + String.join(", ", embedded().keySet()));
  }

  /** The test images beside MNIST's training images. */
  private static Path testOf(Path training) {
    String name = training.getFileName().toString().replaceFirst("^train", "t10k");
    String base = name.replaceFirst("\\.gz$", "");
    for (String candidate : new String[] {name, base, base + ".gz"}) {
      Path test = training.resolveSibling(candidate);
      if (Files.isRegularFile(test)) {
        return test;
      }
    }
    throw new InputException(
        training + ": no test images beside it; expected " + base + "[.gz] to validate on");
  }

  private static ImageData digits() {
    Dataset data = Datasets.load(DIGITS);
    return of(DIGITS, digits(data, false), digits(data, true));
  }

  private static Images digits(Dataset data, boolean validation) {
    int[] rows =
        IntStream.range(0, data.rows())
            .filter(i -> (i % DIGITS_PERIOD == DIGITS_PERIOD - 1) == validation)
            .toArray();
    int columns = data.columns();
    byte[] pixels = new byte[rows.length * columns];
    int[] labels = new int[rows.length];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < columns; j++) {
        pixels[i * columns + j] = (byte) data.features()[rows[i] * columns + j];
      }
      labels[i] = data.labels()[rows[i]];
    }
    return new Images(1, 8, 8, pixels, labels);
  }

  private static Images fashion(String images, String labels) {
    try (InputStream imageStream = resource(images);
        InputStream labelStream = resource(labels)) {
      byte[] classes = IdxReader.labels(Path.of(labels), labelStream);
      return IdxReader.images(Path.of(images), imageStream, () -> classes);
    } catch (IOException e) {
      throw new IllegalStateException("embedded images " + images + " are damaged", e);
    }
  }

  private static InputStream resource(String file) throws IOException {
    InputStream in =
        ImageData.class.getResourceAsStream("/org/trainopt/experiments/data/fashion/" + file);
    if (in == null) {
      throw new IllegalStateException("embedded images " + file + " are missing");
    }
    return new GZIPInputStream(in);
  }

  /** Hash of shapes, pixels and labels (hexadecimal). */
  public String sha256() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Images part : new Images[] {training, validation}) {
        ByteBuffer numbers = ByteBuffer.allocate(Integer.BYTES * (4 + part.rows()));
        numbers.putInt(part.rows()).putInt(part.channels());
        numbers.putInt(part.height()).putInt(part.width());
        for (int label : part.labels()) {
          numbers.putInt(label);
        }
        digest.update(numbers.flip());
        digest.update(part.pixels());
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
