package org.trainopt.experiments.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A run's file: JSON Lines. The first line has {@code "type": "config"}, then one {@code "point"} a
 * line, and an {@code "end"}. A file is written under a temporary name and renamed, so one that is
 * there is whole.
 */
public final class RunFile {
  private static final ObjectMapper JSON = new ObjectMapper();

  private RunFile() {}

  /** Writes a run. */
  public static void write(Path file, RunRecord run) {
    StringBuilder text = new StringBuilder(run.header() + "\n");
    for (int i = 0; i < run.steps().length; i++) {
      ObjectNode point = JsonNodeFactory.instance.objectNode().put("type", "point");
      text.append(point.put("step", run.steps()[i]).put("loss", run.loss()[i])).append('\n');
    }
    ObjectNode end = JsonNodeFactory.instance.objectNode().put("type", "end");
    end.put("diverged", run.diverged()).put("stepsMade", run.stepsMade());
    if (run.diverged()) {
      end.putNull("finalLoss"); // JSON has no infinity
    } else {
      end.put("finalLoss", run.finalLoss());
    }
    end.put("stateBytes", run.stateBytes()).put("seconds", run.seconds());
    writeWhole(file, text.append(end).append('\n').toString());
  }

  /** Writes a text file so that nobody ever sees half of it. */
  public static void writeWhole(Path file, String text) {
    try {
      Path folder = file.toAbsolutePath().getParent();
      Files.createDirectories(folder);
      // Not createTempFile, which lets nobody but its owner read.
      String unique = ProcessHandle.current().pid() + "-" + Thread.currentThread().getId();
      Path temporary = file.resolveSibling(file.getFileName() + "." + unique + ".tmp");
      try {
        Files.writeString(temporary, text);
        Files.move(
            temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  /** Reads a run; empty if there is no such file or it is not a whole run file. */
  public static Optional<RunRecord> read(Path file) {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      List<String> lines = Files.readAllLines(file);
      JsonNode header = JSON.readTree(lines.get(0));
      JsonNode end = JSON.readTree(lines.get(lines.size() - 1));
      if (!end.path("type").asText().equals("end")) {
        return Optional.empty();
      }
      List<JsonNode> points = new ArrayList<>();
      for (String line : lines.subList(1, lines.size() - 1)) {
        points.add(JSON.readTree(line));
      }
      boolean diverged = end.path("diverged").booleanValue();
      return Optional.of(
          new RunRecord(
              header,
              points.stream().mapToInt(point -> point.path("step").intValue()).toArray(),
              points.stream().mapToDouble(point -> point.path("loss").doubleValue()).toArray(),
              diverged,
              end.path("stepsMade").intValue(),
              diverged ? Double.POSITIVE_INFINITY : end.path("finalLoss").doubleValue(),
              end.path("stateBytes").longValue(),
              end.path("seconds").doubleValue()));
    } catch (JsonProcessingException | IndexOutOfBoundsException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }
}
