package org.trainopt.experiments.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.trainopt.experiments.InputException;

final class DatasetsTest {
  @TempDir Path folder;

  private String file(String name, byte[] bytes) throws IOException {
    Path path = folder.resolve(name);
    try (OutputStream out =
        name.endsWith(".gz")
            ? new GZIPOutputStream(Files.newOutputStream(path))
            : Files.newOutputStream(path)) {
      out.write(bytes);
    }
    return path.toString();
  }

  private String file(String name, String text) throws IOException {
    return file(name, text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] images(int magic, int count, int height, int width, int pixels)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    for (int number : new int[] {magic, count, height, width}) {
      out.writeInt(number);
    }
    for (int i = 0; i < pixels; i++) {
      out.write(250 + i);
    }
    return bytes.toByteArray();
  }

  private static byte[] labels(int... labels) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(0x801);
    out.writeInt(labels.length);
    for (int label : labels) {
      out.write(label);
    }
    return bytes.toByteArray();
  }

  private static void refused(String path, String... words) {
    assertThatThrownBy(() -> Datasets.load(path))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(Path.of(path).getFileName().toString())
        .hasMessageContainingAll(words)
        .message()
        .hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource({
    "digits, 1797, 64, 10",
    "letter, 20000, 16, 26",
    "satimage, 6435, 36, 6",
    "dna, 3186, 180, 3"
  })
  void embeddedDataHasItsShape(String name, int rows, int columns, int classes) {
    Dataset data = Datasets.load(name);
    assertThat(data.rows()).isEqualTo(rows);
    assertThat(data.columns()).isEqualTo(columns);
    assertThat(data.classes()).isEqualTo(classes);
    assertThat(Datasets.embedded()).containsKey(name);
  }

  @Test
  void csvClassesAreSortedByText() throws IOException {
    Dataset data = Datasets.load(file("a.csv", "x,y,label\n1,2,b\n3,4,10\n\n5,6,9\n"));
    assertThat(data.classNames()).containsExactly("10", "9", "b");
    assertThat(data.labels()).containsExactly(2, 0, 1);
    assertThat(data.features()).containsExactly(1, 2, 3, 4, 5, 6);
  }

  @Test
  void aByteOrderMarkIsNoHeader() throws IOException {
    Dataset data = Datasets.load(file("a.csv", "\uFEFF1,2,b\n3,4,a\n"));
    assertThat(data.features()).containsExactly(1, 2, 3, 4);
  }

  @Test
  void standardizingKeepsTheHash() throws IOException {
    Dataset data = Datasets.load(file("a.csv", "1,2,a\n3,4,b\n"));
    assertThat(data.standardized().sha256()).isEqualTo(data.sha256()).matches("[0-9a-f]{64}");
  }

  @Test
  void aHashTellsDataNotFiles() throws IOException {
    String text = "1,2,a\n3,4,b\n";
    String hash = Datasets.load(file("a.csv", text)).sha256();
    assertThat(Datasets.load(file("b.csv.gz", "x,y,label\n" + text)).sha256()).isEqualTo(hash);
    assertThat(Datasets.load(file("c.csv", "1,2,a\n3,5,b\n")).sha256()).isNotEqualTo(hash);
    assertThat(Datasets.load(file("d.csv", "1,2,b\n3,4,a\n")).sha256()).isNotEqualTo(hash);
  }

  @Test
  void libsvmFillsWithZeros() throws IOException {
    Dataset data = Datasets.load(file("a.libsvm", "+1 2:5 # note\n-1 1:3 3:-1e2\n"));
    assertThat(data.features()).containsExactly(0, 5, 0, 3, 0, -100);
    assertThat(data.classNames()).containsExactly("+1", "-1");
  }

  @Test
  void idxIsReadWithTheLabelsBesideIt() throws IOException {
    file("train-labels-idx1-ubyte", labels(7, 3));
    String images = file("train-images-idx3-ubyte.gz", images(0x803, 2, 1, 2, 4));
    Dataset data = Datasets.load(images);
    assertThat(data.features()).containsExactly(250, 251, 252, 253);
    assertThat(data.classNames()).containsExactly("3", "7");
    assertThat(data.labels()).containsExactly(1, 0);
    assertThat(Datasets.load(folder.toString()).sha256()).isEqualTo(data.sha256());
  }

  @Test
  void standardizingUsesThePopulationAndLeavesConstantsAtZero() throws IOException {
    Dataset data = Datasets.load(file("a.csv", "1,0.1,a\n3,0.1,b\n5,0.1,a\n")).standardized();
    float deviation = (float) (2 / Math.sqrt(8.0 / 3));
    assertThat(data.features()[0]).isCloseTo(-deviation, within(1e-6f));
    assertThat(data.features()).containsSequence(0f, 0f).endsWith(0f);
    assertThat(data.features()[4]).isCloseTo(deviation, within(1e-6f));
  }

  @Test
  void whatIsNotThereIsRefused() {
    assertThatThrownBy(() -> Datasets.load("digitz"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "\"digitz\" is neither a file nor an embedded data set; embedded are digits, letter,"
                + " satimage, dna");
    assertThatThrownBy(() -> Datasets.load("")).hasMessageContaining("embedded are digits");
    assertThatThrownBy(() -> Datasets.load("a\0b"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("embedded are digits");
    refused(folder.resolve("none.csv").toString(), "neither a file nor an embedded data set");
    refused(folder.toString(), "without train-images-idx3-ubyte");
  }

  @Test
  void badCsvIsRefusedWithItsLine() throws IOException {
    refused(file("a.csv", "1,2,a\n1,b\n"), ":2: 2 column(s), but the lines before have 3");
    refused(file("b.csv", "1,2,a\n1,x,b\n"), ":2: column 2 must be a number, but was \"x\"");
    refused(file("c.csv", "1,2,a\nNaN,2,b\n"), ":2: column 1 must be a finite number, but was NaN");
    refused(file("d.csv", "1,2,a\n1,1e99,b\n"), ":2: column 2 must be a finite number");
    refused(file("e.csv", "1,2,a\n1,2,\n"), ":2: the label (last column) is empty");
    refused(file("f.csv", ""), "no rows of data");
    refused(file("g.csv", "x,y,label\n"), "no rows of data");
    refused(file("h.csv", "1,2,a\n3,4,a\n"), "all rows have the label \"a\"");
    refused(file("i.csv", "a\nb\n"), "at least one feature and the label are needed");
    refused(file("j.csv", "1,2,a\n1,2f,b\n"), ":2: column 2 must be a number, but was \"2f\"");
    refused(file("k.csv", "1,2,a\n,2,b\n"), ":2: column 1 must be a number, but was \"\"");
    refused(file("l.csv", "x,label\n1,2,a\n"), ":2: 3 column(s), but the lines before have 2");
  }

  @Test
  void badLibsvmIsRefusedWithItsLine() throws IOException {
    refused(file("a.svm", "1 1:2\n2 0:1\n"), ":2: \"0:1\" must be index:value");
    refused(file("b.svm", "1 1:2\n2 x\n"), ":2: \"x\" must be index:value");
    refused(file("c.svm", "1 2:2 1:1\n"), ":1: index 1 follows 2, but indices must ascend");
    refused(file("d.svm", "1 1:a\n"), ":1: feature 1 must be a number, but was \"a\"");
    refused(file("e.svm", "1\n2\n"), "no line has a feature");
    refused(file("f.svm", "1 1:2\n2 1:nan\n"), ":2: feature 1 must be a number, but was \"nan\"");
    refused(file("g.svm", "1 1:2\n2 1:NaN\n"), ":2: feature 1 must be a finite number");
    refused(file("h.svm", "1 1:2 1:3\n"), ":1: index 1 follows 1, but indices must ascend");
    refused(file("i.svm", "1 99999999999:1\n"), "an index from 1 to 10000000");
    refused(file("j.svm", "1 1:2\n".repeat(200) + "2 10000000:1\n"), "201 rows of 10000000");
    refused(file("k.svm", "# nothing\n"), "no rows of data");
    refused(file("l.svm", "1 1:2\n1 1:3\n"), "all rows have the label \"1\"");
  }

  @Test
  void badIdxIsRefused() throws IOException {
    refused(file("a-images-idx3-ubyte", images(0x803, 2, 1, 2, 4)), "no labels beside it");
    file("b-labels-idx1-ubyte", labels(1, 2));
    refused(
        file("b-images-idx3-ubyte", images(0x801, 2, 1, 2, 4)),
        "magic number 0x00000801 at byte 0, but IDX images begin with 0x00000803");
    file("c-labels-idx1-ubyte", labels(1, 2));
    refused(
        file("c-images-idx3-ubyte", images(0x803, 2, 1, 2, 3)),
        "ends after 3 of the 4 bytes its header announces");
    file("d-labels-idx1-ubyte", labels(1, 2, 3));
    refused(
        file("d-images-idx3-ubyte", images(0x803, 2, 1, 2, 4)),
        "2 images, but ",
        "has 3 labels; the two must match");
    file("e-labels-idx1-ubyte", labels(1, 2));
    refused(file("e-images-idx3-ubyte", new byte[] {0, 0, 8, 3, 0}), "ends within its header");
    file("f-labels-idx1-ubyte", labels(1, 2));
    refused(file("f-images-idx3-ubyte", images(0x803, 2, 1 << 20, 1 << 20, 4)), "too large");
    refused(
        file("f-images-idx3-ubyte", images(0x803, 2, 1 << 30, Integer.MAX_VALUE, 4)), "too large");
    file("g-labels-idx1-ubyte", labels(1, 2));
    refused(
        file("g-images-idx3-ubyte", images(0x803, -5, 1, 2, 4)),
        "the header says 4294967291 images");
    refused(file("g-images-idx3-ubyte", images(0x803, 0, 1, 2, 0)), "the header says 0 images");
    refused(
        file("g-images-idx3-ubyte", images(0x803, 2, 1, 2, 5)),
        "goes on after the 4 bytes its header announces");
    file("h-labels-idx1-ubyte", labels(1, 1));
    refused(
        file("h-images-idx3-ubyte", images(0x803, 2, 1, 2, 4)), "all rows have the label \"1\"");
  }

  @Test
  void badIdxLabelsAreRefusedByTheirName() throws IOException {
    String images = file("a-images-idx3-ubyte", images(0x803, 2, 1, 2, 4));
    byte[] labels = labels(1, 2);
    labels[3] = 3;
    file("a-labels-idx1-ubyte", labels);
    refusedOverLabels(images, "magic number 0x00000803 at byte 0, but IDX labels begin with");
    file("a-labels-idx1-ubyte", Arrays.copyOf(labels(1, 2), 9));
    refusedOverLabels(images, "ends after 1 of the 2 bytes its header announces");
    file("a-labels-idx1-ubyte", Arrays.copyOf(labels(1, 2), 6));
    refusedOverLabels(images, "ends within its header");
    file("a-labels-idx1-ubyte", Arrays.copyOf(gzipped(labels(1, 2)), 25));
    refusedOverLabels(images, "the gzip stream is truncated");
    refused(
        file("b-labels-idx1-ubyte", labels(1, 2)),
        "magic number 0x00000801 at byte 0, but IDX images begin with 0x00000803");
  }

  private void refusedOverLabels(String images, String words) {
    assertThatThrownBy(() -> Datasets.load(images))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(folder.resolve("a-labels-idx1-ubyte").toString())
        .hasMessageContaining(words);
  }

  private static byte[] gzipped(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  @Test
  void aDamagedGzipIsRefused() throws IOException {
    StringBuilder csv = new StringBuilder();
    for (int i = 0; i < 5000; i++) {
      csv.append(i * 7919).append(",2,a").append(i % 3).append('\n');
    }
    byte[] whole = gzipped(csv.toString().getBytes(StandardCharsets.UTF_8));
    Path path = folder.resolve("a.csv.gz");
    Files.write(path, Arrays.copyOf(whole, whole.length / 2));
    refused(path.toString(), "the gzip stream is truncated");
    Files.write(path, Arrays.copyOf(whole, 5));
    refused(path.toString(), "the gzip stream is truncated");
    whole[whole.length - 6] ^= 1; // the checksum
    Files.write(path, whole);
    refused(path.toString(), "not a valid gzip file");
  }

  @Test
  void anUnknownFormatIsRefused() throws IOException {
    refused(file("a.parquet", "PAR1"), "unknown format; known are .csv");
  }
}
