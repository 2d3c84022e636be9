package org.trainopt.experiments.task;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.trainopt.experiments.run.RunFile;
import org.trainopt.experiments.study.StudyResult.OptimumInfo;

/** Minima on disk, by the data's hash, whether it is standardised, and λ. */
public final class OptimumCache {
  private static final int FORMAT = 1;
  private static final ObjectMapper JSON = new ObjectMapper();

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
    if (Files.isRegularFile(file)) {
      try {
        return JSON.readValue(file.toFile(), OptimumInfo.class);
      } catch (JsonProcessingException e) {
        // damaged: computed again
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read " + file, e);
      }
    }
    OptimumInfo optimum = solver.get();
    try {
      RunFile.writeWhole(file, JSON.writeValueAsString(optimum) + "\n");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
    return optimum;
  }
}
