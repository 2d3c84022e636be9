package org.trainopt.experiments.study;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.trainopt.experiments.InputException;
import org.trainopt.experiments.run.RunFile;

/** A study's result as {@code study.json} in its folder. */
public final class StudyFile {
  private static final String NAME = "study.json";

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private StudyFile() {}

  static void write(Path folder, StudyResult result) {
    try {
      RunFile.writeWhole(folder.resolve(NAME), JSON.writeValueAsString(result));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Reads the result of a finished study.
   *
   * @throws InputException if there is none in the folder or it cannot be read
   */
  public static StudyResult read(Path folder) {
    Path file = folder.resolve(NAME);
    if (!Files.isRegularFile(file)) {
      throw new InputException(
          file + ": no such file; a finished ./to reproduce writes it (--out names its folder)");
    }
    try {
      return JSON.readValue(file.toFile(), StudyResult.class);
    } catch (IOException e) {
      throw new InputException(
          file + ": not a study of this version; run ./to reproduce again (" + e.getMessage() + ")",
          e);
    }
  }
}
