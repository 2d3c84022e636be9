package org.trainopt.experiments.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.trainopt.experiments.InputException;

/** Reads JSON files strictly: no duplicate keys, nothing behind the value. */
public final class JsonFile {
  // Duplicate keys are refused: the last one would silently win. So is what follows the JSON.
  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private JsonFile() {}

  /**
   * The file's content.
   *
   * @throws InputException if it cannot be read or is not JSON
   */
  public static JsonNode read(Path file) {
    try {
      return parse(file.toString(), Files.readAllBytes(file));
    } catch (IOException e) {
      throw new InputException(file + ": cannot be read (" + e.getClass().getSimpleName() + ")", e);
    }
  }

  /**
   * Parses a file's content.
   *
   * @param file its name, for messages
   * @throws InputException if it is not JSON
   */
  public static JsonNode parse(String file, byte[] content) {
    try {
      return MAPPER.readTree(content);
    } catch (JsonProcessingException e) {
      throw new InputException(
          file
              + ": not valid JSON at line "
              + (e.getLocation() == null ? "?" : e.getLocation().getLineNr())
              + ": "
              + e.getOriginalMessage(),
          e);
    } catch (IOException e) {
      throw new InputException(file + ": not valid JSON (" + e.getMessage() + ")", e);
    }
  }
}
