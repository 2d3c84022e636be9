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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.trainopt.experiments.run.RunRecord.Point;

/**
 * A run's file: JSON Lines. The first line has {@code "type": "config"}, then one {@code "point"} a
 * line, and an {@code "end"}. A file is written under a temporary name and renamed, so one that is
 * there is whole.
 */
public final class RunFile {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SECONDS = "seconds";
  private static final Set<String> COMMON = Set.of("type", "step", "loss", SECONDS);

  private RunFile() {}

  /** Writes a run. */
  public static void write(Path file, RunRecord run) {
    StringBuilder text = new StringBuilder(run.header() + "\n");
    run.points().forEach(point -> text.append(toJson(point)).append('\n'));
    ObjectNode end = JsonNodeFactory.instance.objectNode().put("type", "end");
    end.put("diverged", run.diverged()).put("stepsMade", run.stepsMade());
    put(end, "finalLoss", run.finalLoss());
    end.put("stateBytes", run.stateBytes()).put(SECONDS, run.seconds());
    writeWhole(file, text.append(end).append('\n').toString());
  }

  private static ObjectNode toJson(Point point) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("type", "point");
    json.put("step", point.step()).put("loss", point.figures().loss());
    point.figures().more().forEach((name, value) -> put(json, name, value));
    return json.put(SECONDS, point.seconds());
  }

  /** JSON has neither infinity nor not-a-number. */
  private static void put(ObjectNode json, String name, double value) {
    if (Double.isFinite(value)) {
      json.put(name, value);
    } else {
      json.putNull(name);
    }
  }

  private static Point toPoint(JsonNode json) {
    Map<String, Double> more = new LinkedHashMap<>();
    json.properties()
        .forEach(
            field -> {
              if (!COMMON.contains(field.getKey())) {
                JsonNode value = field.getValue();
                more.put(field.getKey(), value.isNull() ? Double.NaN : value.doubleValue());
              }
            });
    return new Point(
        json.path("step").intValue(),
        new Evaluation(json.path("loss").doubleValue(), more),
        json.path(SECONDS).doubleValue());
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
      List<Point> points = new ArrayList<>();
      for (String line : lines.subList(1, lines.size() - 1)) {
        points.add(toPoint(JSON.readTree(line)));
      }
      boolean diverged = end.path("diverged").booleanValue();
      return Optional.of(
          new RunRecord(
              header,
              points,
              diverged,
              end.path("stepsMade").intValue(),
              diverged ? Double.POSITIVE_INFINITY : end.path("finalLoss").doubleValue(),
              end.path("stateBytes").longValue(),
              end.path(SECONDS).doubleValue()));
    } catch (JsonProcessingException | IndexOutOfBoundsException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }
}
