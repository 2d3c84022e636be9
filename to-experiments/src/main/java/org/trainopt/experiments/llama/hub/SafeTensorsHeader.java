package org.trainopt.experiments.llama.hub;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.trainopt.experiments.InputException;
import org.trainopt.experiments.config.JsonFile;

/**
 * Reads a safetensors header: JSON with each tensor's type, shape and place. It comes with the file
 * and is not trusted: after this every entry lies inside the data, has the bytes that its type and
 * shape need, and shares none with another.
 */
final class SafeTensorsHeader {
  /** The format's own limit, in bytes. */
  static final long MAX_BYTES = 100_000_000;

  private static final String METADATA = "__metadata__";

  private final String file;
  private final long dataBytes;

  private SafeTensorsHeader(String file, long dataBytes) {
    this.file = file;
    this.dataBytes = dataBytes;
  }

  /**
   * The header's length, checked.
   *
   * @param length what the first eight bytes say, unsigned
   * @param fileBytes the file's size
   */
  static int checkedLength(String file, long length, long fileBytes) {
    long most = Math.min(MAX_BYTES, fileBytes - Long.BYTES);
    if (length < 2 || length > most) {
      throw new InputException(
          file
              + ": the first 8 bytes give a header of "
              + Long.toUnsignedString(length)
              + " bytes, but it must have 2 to "
              + most
              + "; not a safetensors file, or truncated");
    }
    return (int) length;
  }

  /**
   * The entries by name, in the order of their places.
   *
   * @param dataBytes what follows the header in the file
   * @throws InputException if anything is not as the format says
   */
  static Map<String, TensorEntry> read(String file, byte[] json, long dataBytes) {
    return new SafeTensorsHeader(file, dataBytes).entries(json);
  }

  private Map<String, TensorEntry> entries(byte[] json) {
    JsonNode root = JsonFile.parse(file + " (header)", json);
    if (!root.isObject()) {
      throw new InputException(file + ": the header must be a JSON object {…}");
    }
    List<TensorEntry> entries = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : root.properties()) {
      if (!field.getKey().equals(METADATA)) {
        entries.add(entry(field.getKey(), field.getValue()));
      }
    }
    entries.sort(Comparator.comparingLong(TensorEntry::begin).thenComparing(TensorEntry::end));
    requireWithoutOverlapOrGap(entries);
    Map<String, TensorEntry> byName = new LinkedHashMap<>();
    entries.forEach(entry -> byName.put(entry.name(), entry));
    return byName;
  }

  private TensorEntry entry(String name, JsonNode json) {
    String typeName = json.path("dtype").asText("");
    ElementType type = ElementType.named(typeName);
    if (type == null) {
      throw new InputException(
          at(name)
              + "dtype must be one of "
              + Stream.of(ElementType.values()).map(Enum::name).collect(Collectors.joining(", "))
              + ", but was "
              + json.path("dtype"));
    }
    List<Long> shape = wholes(name, "shape", json.path("shape"));
    List<Long> offsets = wholes(name, "data_offsets", json.path("data_offsets"));
    if (offsets.size() != 2 || offsets.get(0) > offsets.get(1) || offsets.get(1) > dataBytes) {
      throw new InputException(
          at(name)
              + "data_offsets must be [begin, end] within the file's "
              + dataBytes
              + " bytes of data, but was "
              + offsets);
    }
    long has = offsets.get(1) - offsets.get(0);
    long needs = bytes(shape, type);
    if (has != needs) {
      throw new InputException(
          at(name)
              + "shape "
              + TensorEntry.text(shape)
              + " of "
              + type
              + " needs "
              + (needs < 0 ? "more than 2^63" : needs)
              + " bytes, but data_offsets "
              + offsets
              + " have "
              + has);
    }
    return new TensorEntry(name, type, shape, offsets.get(0), offsets.get(1));
  }

  /** The bytes of a tensor, or −1 if a long cannot tell. */
  private static long bytes(List<Long> shape, ElementType type) {
    if (shape.contains(0L)) {
      return 0;
    }
    try {
      long product = type.bytes();
      for (long size : shape) {
        product = Math.multiplyExact(product, size);
      }
      return product;
    } catch (ArithmeticException e) {
      return -1;
    }
  }

  private List<Long> wholes(String name, String key, JsonNode array) {
    List<Long> wholes = new ArrayList<>();
    boolean right = array.isArray();
    for (Iterator<JsonNode> i = array.elements(); right && i.hasNext(); ) {
      JsonNode value = i.next();
      right = value.isIntegralNumber() && value.canConvertToLong() && value.longValue() >= 0;
      wholes.add(value.longValue());
    }
    if (!right) {
      throw new InputException(
          at(name) + key + " must be an array of whole numbers >= 0, but was " + array);
    }
    return wholes;
  }

  private void requireWithoutOverlapOrGap(List<TensorEntry> sorted) {
    long end = 0;
    String before = "the start of the data";
    for (TensorEntry entry : sorted) {
      if (entry.begin() != end) {
        throw new InputException(
            at(entry.name())
                + (entry.begin() < end ? "overlaps " : "leaves a gap behind ")
                + before
                + ": it begins at byte "
                + entry.begin()
                + ", but must begin at "
                + end);
      }
      end = entry.end();
      before = "tensor \"" + entry.name() + "\"";
    }
    if (end != dataBytes) {
      throw new InputException(
          file
              + ": the tensors end at byte "
              + end
              + " of the data, but the file has "
              + dataBytes
              + "; truncated or damaged");
    }
  }

  private String at(String name) {
    return file + ": tensor \"" + name + "\": ";
  }
}
