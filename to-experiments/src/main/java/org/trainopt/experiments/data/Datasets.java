package org.trainopt.experiments.data;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.trainopt.experiments.InputException;

/** Finds and reads data sets by name or path. */
public final class Datasets {
  private static final Map<String, String> EMBEDDED = new LinkedHashMap<>();
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  static {
    EMBEDDED.put("digits", "1,797 × 64, 10 classes: 8×8 images of handwritten digits (UCI)");
    EMBEDDED.put("letter", "20,000 × 16, 26 classes: statistics of letter images (UCI)");
    EMBEDDED.put("satimage", "6,435 × 36, 6 classes: Landsat pixels (UCI, Statlog)");
    EMBEDDED.put("dna", "3,186 × 180, 3 classes: splice junctions, binary (UCI, Statlog)");
  }

  private Datasets() {}

  /** The embedded data sets, with a line about each. */
  public static Map<String, String> embedded() {
    return Collections.unmodifiableMap(EMBEDDED);
  }

  /**
   * Loads an embedded data set, or a file: CSV ({@code .csv}), LIBSVM ({@code .libsvm}, {@code
   * .svm}, {@code .txt}), IDX images (by name or magic number), a folder with MNIST's training
   * files; each also gzipped. Classes are the labels that occur, in sorted order of their text
   * whatever the format.
   *
   * @throws InputException if there is no such data or it is not valid; the message names file and
   *     place
   */
  public static Dataset load(String nameOrPath) {
    if (EMBEDDED.containsKey(nameOrPath)) {
      return embedded(nameOrPath);
    }
    Path path = existing(nameOrPath);
    Path file = Files.isDirectory(path) ? IdxReader.images(path) : path;
    Dataset data;
    try {
      data = read(file);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
    if (data.rows() == 0) {
      throw new InputException(file + ": no rows of data");
    }
    if (data.classes() < 2) {
      throw new InputException(
          file
              + ": all rows have the label \""
              + data.classNames().get(0)
              + "\"; at least two classes are needed");
    }
    return data;
  }

  private static Dataset embedded(String name) {
    try (InputStream in =
        Datasets.class.getResourceAsStream("/org/trainopt/experiments/data/" + name + ".csv.gz")) {
      if (in == null) {
        throw new IllegalStateException("embedded data set " + name + " is missing");
      }
      return CsvReader.read(name, text(new GZIPInputStream(in)));
    } catch (IOException e) {
      throw new IllegalStateException("embedded data set " + name + " is damaged", e);
    }
  }

  private static Path existing(String nameOrPath) {
    try {
      Path path = Path.of(nameOrPath);
      if (!nameOrPath.isEmpty() && Files.exists(path)) {
        return path;
      }
    } catch (InvalidPathException e) {
      // no file has such a name
    }
    throw new InputException(
        "\""
            + nameOrPath
            + "\" is neither a file nor an embedded data set; embedded are "
            + String.join(", ", EMBEDDED.keySet()));
  }

  private static Dataset read(Path file) throws IOException {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT).replaceFirst("\\.gz$", "");
    try (PushbackInputStream in = new PushbackInputStream(open(file), 4)) {
      byte[] head = in.readNBytes(4);
      in.unread(head);
      if (name.endsWith(".csv")) {
        return CsvReader.read(file.toString(), text(in));
      }
      if (name.endsWith(".libsvm") || name.endsWith(".svm") || name.endsWith(".txt")) {
        return LibsvmReader.read(file.toString(), text(in));
      }
      boolean idxMagic = head.length == 4 && head[0] == 0 && head[1] == 0;
      if (idxMagic || name.contains("idx")) {
        return IdxReader.read(file, in);
      }
    }
    throw new InputException(
        file
            + ": unknown format; known are .csv, .libsvm, .svm and .txt (LIBSVM), IDX images, each"
            + " also .gz");
  }

  /** What a failed read of a file means to who gave it. */
  static InputException unreadable(Path file, IOException e) {
    if (e instanceof EOFException) { // of a gzip stream: the readers look for their own ends
      return new InputException(file + ": the gzip stream is truncated", e);
    }
    if (e instanceof ZipException) {
      return new InputException(file + ": not a valid gzip file (" + e.getMessage() + ")", e);
    }
    return new InputException(file + ": cannot be read (" + e.getClass().getSimpleName() + ")", e);
  }

  /** Opens a file, through gzip if it is one. */
  static InputStream open(Path file) throws IOException {
    PushbackInputStream in =
        new PushbackInputStream(new BufferedInputStream(Files.newInputStream(file)), 2);
    byte[] head = in.readNBytes(2);
    in.unread(head);
    boolean gzip = head.length == 2 && (head[0] & 0xff) == 0x1f && (head[1] & 0xff) == 0x8b;
    return gzip ? new GZIPInputStream(in, 1 << 16) : in;
  }

  private static BufferedReader text(InputStream in) throws IOException {
    BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    reader.mark(1);
    if (reader.read() != BYTE_ORDER_MARK) {
      reader.reset();
    }
    return reader;
  }
}
