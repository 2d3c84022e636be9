package org.trainopt.experiments.llama;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.trainopt.experiments.InputException;
import org.trainopt.experiments.config.JsonFile;

/**
 * Instructions in Alpaca's format: a JSON array of objects with the texts {@code instruction},
 * {@code input} (may be absent or empty) and {@code output}.
 *
 * @param name what they were asked for by
 * @param records at least one
 * @param sha256 of the JSON (hex)
 */
public record AlpacaData(String name, List<AlpacaRecord> records, String sha256) {
  /** The embedded records: 12,000 about WordNet's verbs. */
  public static final String EMBEDDED = "wordnet-verbs";

  private static final String PLACE =
      "/org/trainopt/experiments/llama/wordnet_verbs_alpaca.json.gz";

  public AlpacaData {
    records = List.copyOf(records);
  }

  /**
   * Loads the embedded records, or a file, {@code .json} or gzipped.
   *
   * @throws InputException if there is no such file or it is not valid; the message names file and
   *     record
   */
  public static AlpacaData load(String nameOrPath) {
    byte[] json = unpacked(nameOrPath, raw(nameOrPath));
    JsonNode root = JsonFile.parse(nameOrPath, json);
    if (!root.isArray() || root.isEmpty()) {
      throw new InputException(nameOrPath + ": must be a JSON array of records, at least one");
    }
    List<AlpacaRecord> records = new ArrayList<>();
    for (int i = 0; i < root.size(); i++) {
      JsonNode item = root.get(i);
      String instruction = text(nameOrPath, i, item, "instruction", true);
      String input = text(nameOrPath, i, item, "input", false);
      records.add(new AlpacaRecord(instruction, input, text(nameOrPath, i, item, "output", true)));
    }
    return new AlpacaData(nameOrPath, records, Sha256.of(json));
  }

  private static String text(String file, int index, JsonNode json, String key, boolean required) {
    JsonNode value = json.path(key);
    if (value.isMissingNode() && !required) {
      return "";
    }
    if (!value.isTextual()) {
      throw new InputException(
          file + ": record " + index + " (from 0): \"" + key + "\" must be a text");
    }
    return value.textValue();
  }

  private static byte[] raw(String nameOrPath) {
    if (nameOrPath.equals(EMBEDDED)) {
      try (InputStream in = AlpacaData.class.getResourceAsStream(PLACE)) {
        if (in == null) {
          throw new IllegalStateException("the embedded records are missing");
        }
        return in.readAllBytes();
      } catch (IOException e) {
        throw new IllegalStateException("the embedded records are damaged", e);
      }
    }
    try {
      Path path = Path.of(nameOrPath);
      if (!nameOrPath.isEmpty() && Files.isRegularFile(path)) {
        return Files.readAllBytes(path);
      }
    } catch (InvalidPathException e) {
      // no file has such a name
    } catch (IOException e) {
      throw new InputException(
          nameOrPath + ": cannot be read (" + e.getClass().getSimpleName() + ")", e);
    }
    throw new InputException(
        "\"" + nameOrPath + "\" is neither a file nor the embedded records " + EMBEDDED);
  }

  private static byte[] unpacked(String file, byte[] raw) {
    if (raw.length < 2 || (raw[0] & 0xff) != 0x1f || (raw[1] & 0xff) != 0x8b) {
      return raw;
    }
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(raw), 1 << 16)) {
      return in.readAllBytes();
    } catch (EOFException e) {
      throw new InputException(file + ": the gzip stream is truncated", e);
    } catch (ZipException e) {
      throw new InputException(file + ": not a valid gzip file (" + e.getMessage() + ")", e);
    } catch (IOException e) {
      throw new InputException(file + ": cannot be unpacked (" + e.getMessage() + ")", e);
    }
  }
}
