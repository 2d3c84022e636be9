package org.trainopt.experiments.task;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.trainopt.experiments.run.RunFile;
import org.trainopt.experiments.study.StudyResult.OptimumInfo;

/** Minima on disk, a JSON file each, by the data's hash, whether it is standardised, and λ. */
public final class OptimumCache {
  private static final int FORMAT = 2;
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final Path folder;

  public OptimumCache(Path folder) {
    this.folder = folder;
  }

  /**
   * A minimum from the cache, or computed and kept. A damaged file is computed again.
   *
   * @param key what determines the minimum, fit for a file name
   * @param solver computes it
   */
  public OptimumInfo get(String key, Supplier<OptimumInfo> solver) {
    Path file = folder.resolve(key + "-v" + FORMAT + ".json");
    OptimumInfo kept = read(file);
    if (kept != null) {
      return kept;
    }
    OptimumInfo optimum = solver.get();
    try {
      RunFile.writeWhole(file, JSON.writeValueAsString(optimum) + "\n");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
    return optimum;
  }

  private static @Nullable OptimumInfo read(Path file) {
    if (!Files.isRegularFile(file)) {
      return null;
    }
    try {
      return JSON.readValue(file.toFile(), OptimumInfo.class);
    } catch (IOException e) {
      return null; // damaged: computed again
    }
  }
}
