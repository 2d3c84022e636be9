package org.trainopt.experiments.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.trainopt.api.Schedule;
import org.trainopt.api.Schedules;
import org.trainopt.experiments.InputException;

/**
 * Reads one JSON object strictly: every key must be asked for, and what is wrong is told with file
 * and path. Ask for all keys, then call {@link #end}.
 */
public final class Fields {
  private final String file;
  private final String path;
  private final JsonNode node;
  private final Set<String> known = new LinkedHashSet<>();

  public Fields(String file, String path, JsonNode node) {
    this.file = file;
    this.path = path;
    this.node = node;
    if (!node.isObject()) {
      throw new InputException(
          file + ": " + (path.isEmpty() ? "the file" : path) + " must be a JSON object {…}");
    }
  }

  private @Nullable JsonNode find(String key) {
    known.add(key);
    JsonNode value = node.get(key);
    return value == null || value.isNull() ? null : value;
  }

  private JsonNode get(String key) {
    JsonNode value = find(key);
    if (value == null) {
      throw new InputException(file + ": " + at(key) + " is missing");
    }
    return value;
  }

  public boolean has(String key) {
    return find(key) != null;
  }

  public String text(String key) {
    JsonNode value = get(key);
    if (!value.isTextual()) {
      throw wrong(key, "a text", value);
    }
    return value.textValue();
  }

  public @Nullable String textOrNull(String key) {
    return has(key) ? text(key) : null;
  }

  public boolean flag(String key, boolean absent) {
    JsonNode value = find(key);
    if (value == null) {
      return absent;
    }
    if (!value.isBoolean()) {
      throw wrong(key, "true or false", value);
    }
    return value.booleanValue();
  }

  public double number(String key, double absent) {
    JsonNode value = find(key);
    if (value == null) {
      return absent;
    }
    if (!value.isNumber()) {
      throw wrong(key, "a number", value);
    }
    return value.doubleValue();
  }

  public long whole(String key, long absent, long least) {
    JsonNode value = find(key);
    if (value == null) {
      return absent;
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < least) {
      throw wrong(key, "a whole number" + (least == Long.MIN_VALUE ? "" : " >= " + least), value);
    }
    return value.longValue();
  }

  public int count(String key, int absent) {
    long value = whole(key, absent, 1);
    if (value > Integer.MAX_VALUE) {
      throw wrong(key, "a whole number <= " + Integer.MAX_VALUE, get(key));
    }
    return (int) value;
  }

  /** A schedule's text form, or a number for a constant. */
  Schedule schedule(String key, @Nullable Schedule absent) {
    if (absent != null && !has(key)) {
      return absent;
    }
    JsonNode value = get(key);
    if (!value.isTextual() && !value.isNumber()) {
      throw wrong(key, "a schedule such as \"constant(0.1)\"", value);
    }
    return checked(at(key), () -> Schedules.parse(value.asText()));
  }

  /** An enum constant as lower-case words with hyphens: {@code co-train-first}. */
  public <E extends Enum<E>> E choice(String key, Class<E> type, E absent) {
    JsonNode value = find(key);
    if (value == null) {
      return absent;
    }
    List<String> names = new ArrayList<>();
    for (E constant : type.getEnumConstants()) {
      if (value.isTextual() && value.textValue().equals(name(constant))) {
        return constant;
      }
      names.add(name(constant));
    }
    throw wrong(key, "one of " + String.join(", ", names), value);
  }

  static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public Fields object(String key) {
    return new Fields(file, at(key), get(key));
  }

  /** The objects of an array; none if it is absent. */
  public List<Fields> objects(String key) {
    JsonNode value = find(key);
    List<Fields> objects = new ArrayList<>();
    if (value != null) {
      if (!value.isArray()) {
        throw wrong(key, "an array", value);
      }
      for (int i = 0; i < value.size(); i++) {
        objects.add(new Fields(file, at(key) + "[" + i + "]", value.get(i)));
      }
    }
    return objects;
  }

  /** The texts of an array. */
  public List<String> texts(String key) {
    JsonNode value = get(key);
    List<String> texts = new ArrayList<>();
    if (value.isArray()) {
      value.forEach(item -> texts.add(item.isTextual() ? item.textValue() : ""));
    }
    if (texts.isEmpty() || texts.contains("")) {
      throw wrong(key, "an array of texts", value);
    }
    return texts;
  }

  /** Runs what may refuse this object's values, and says where the object stands. */
  public <T> T checked(Supplier<T> maker) {
    return checked(path, maker);
  }

  private <T> T checked(String where, Supplier<T> maker) {
    try {
      return maker.get();
    } catch (IllegalArgumentException e) {
      String place = where.isEmpty() ? file : file + ": " + where;
      throw new InputException(place + ": " + e.getMessage(), e);
    }
  }

  /** Every key has been asked for: the others are errors. */
  public void end() {
    node.fieldNames()
        .forEachRemaining(
            key -> {
              if (!known.contains(key)) {
                throw new InputException(
                    file
                        + ": unknown key "
                        + at(key)
                        + "; known here: "
                        + String.join(", ", known));
              }
            });
  }

  public InputException wrong(String key, String expected, Object value) {
    return new InputException(
        file + ": " + at(key) + " must be " + expected + ", but was " + value);
  }

  private String at(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }
}
