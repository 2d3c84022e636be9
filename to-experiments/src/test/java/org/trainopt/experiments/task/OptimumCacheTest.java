package org.trainopt.experiments.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.trainopt.experiments.study.StudyResult.OptimumInfo;

final class OptimumCacheTest {
  private static final OptimumInfo FIRST = new OptimumInfo(0.1 + 0.2, true, 1e-12, 3.5, "test");
  private static final OptimumInfo OTHER = new OptimumInfo(1, false, 0, null, "other");

  @TempDir Path folder;

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  @Test
  void aMinimumIsComputedOnceAKey() throws IOException {
    assertThat(new OptimumCache(folder).get("a", () -> FIRST)).isEqualTo(FIRST);
    assertThat(new OptimumCache(folder).get("b", () -> OTHER)).isEqualTo(OTHER);
    OptimumCache again = new OptimumCache(folder);
    assertThat(again.get("a", () -> OTHER)).isEqualTo(FIRST);
    assertThat(again.get("b", () -> FIRST)).isEqualTo(OTHER);
    assertThat(files()).hasSize(2); // no temporary file is left
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{\"val",
        "null",
        "{}",
        "[]",
        "{\"value\":null,\"attained\":true,\"gap\":0,\"samplingTrace\":null,\"method\":\"x\"}",
        "{\"value\":1,\"attained\":true,\"gap\":0,\"samplingTrace\":null,\"method\":\"x\"} x",
        "\0\0\0\0\0\0"
      })
  void aDamagedFileIsComputedAgain(String damage) throws IOException {
    OptimumCache cache = new OptimumCache(folder);
    cache.get("key", () -> FIRST);
    Files.writeString(files().get(0), damage);
    assertThat(cache.get("key", () -> OTHER)).isEqualTo(OTHER);
    assertThat(cache.get("key", () -> FIRST)).isEqualTo(OTHER);
  }
}
