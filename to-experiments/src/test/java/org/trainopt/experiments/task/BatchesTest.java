package org.trainopt.experiments.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.trainopt.experiments.InputException;

final class BatchesTest {
  @TempDir Path folder;

  @Test
  void drawnRowsDependOnSeedAndStepOnly() {
    int[] a = new int[32];
    int[] b = new int[32];
    new BatchSampler(100, 32, 7).next(5, a);
    BatchSampler other = new BatchSampler(100, 32, 7);
    other.next(9, b);
    other.next(5, b);
    assertThat(b).isEqualTo(a);
    new BatchSampler(100, 32, 8).next(5, b);
    assertThat(b).isNotEqualTo(a);
    other.next(6, b);
    assertThat(b).isNotEqualTo(a);
  }

  @Test
  void drawnRowsAreThoseOfTheLibrarysGenerator() {
    int[] drawn = new int[33];
    int[] sizes = {1, 2, 3, 64, 1797, 20_000, 1 << 20, (1 << 30) + 1, Integer.MAX_VALUE};
    for (int rows : sizes) {
      for (long seed : new long[] {0, 1, 7, -1, Long.MIN_VALUE, 1L << 40}) {
        BatchSampler sampler = new BatchSampler(rows, drawn.length, seed);
        for (int step : new int[] {0, 1, 2, 999, 1_000_000, Integer.MAX_VALUE}) {
          sampler.next(step, drawn);
          long start = new SplittableRandom(seed).nextLong() + step * 0x9E3779B97F4A7C15L;
          SplittableRandom random = new SplittableRandom(start).split();
          for (int row : drawn) {
            assertThat(row).isEqualTo(random.nextInt(rows));
          }
        }
      }
    }
  }

  @Test
  void drawnRowsAreUniformWithReplacement() {
    int[] counts = new int[10];
    int[] rows = new int[100];
    BatchSampler sampler = new BatchSampler(10, 100, 3);
    for (int step = 0; step < 1000; step++) {
      sampler.next(step, rows);
      for (int row : rows) {
        counts[row]++;
      }
    }
    for (int count : counts) {
      assertThat(count).isBetween(9_500, 10_500); // five standard deviations are 474
    }
  }

  @Test
  void aFileGivesItsLines() throws IOException {
    Path file = Files.writeString(folder.resolve("b.txt"), "3 1,2\n0\n9 9\n");
    BatchFile batches = BatchFile.read(file, 10, 2);
    int[] rows = new int[batches.largest()];
    assertThat(batches.next(0, rows)).isEqualTo(3);
    assertThat(rows).containsExactly(3, 1, 2);
    assertThat(batches.next(1, rows)).isEqualTo(1);
    assertThat(rows[0]).isZero();
  }

  @Test
  void badFilesAreRefusedWithTheirLine() throws IOException {
    refused("0\n7\n", ":2: \"7\" must be a row number from 0 to 4");
    refused("0\n5\n", ":2: \"5\" must be a row number from 0 to 4");
    refused("0\n4294967297\n", ":2: \"4294967297\" must be a row number");
    refused("0\n1.5\n", ":2: \"1.5\" must be a row number");
    refused("0\n-1\n", ":2: \"-1\" must be a row number");
    refused("0\nx\n", ":2: \"x\" must be a row number");
    refused("0\n\n", ":2: an empty batch");
    refused("0\n", "1 lines, but the run has 2 steps");
    assertThatThrownBy(() -> BatchFile.read(folder.resolve("none"), 5, 2))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("cannot be read");
  }

  private void refused(String text, String words) throws IOException {
    Path file = Files.writeString(folder.resolve("b.txt"), text);
    assertThatThrownBy(() -> BatchFile.read(file, 5, 2))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("b.txt")
        .hasMessageContaining(words);
  }
}
