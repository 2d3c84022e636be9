package org.trainopt.experiments.llama.hub;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Where a tensor lies in a safetensors file.
 *
 * @param name its name
 * @param type of its elements
 * @param shape each ≥ 0; empty: a scalar
 * @param begin its first byte, from the start of the file's data
 * @param end behind its last byte
 */
public record TensorEntry(String name, ElementType type, List<Long> shape, long begin, long end) {
  public TensorEntry {
    shape = List.copyOf(shape);
  }

  /** The number of elements. */
  public long elements() {
    return (end - begin) / type.bytes();
  }

  /** The shape as people write it: {@code 32000×4096}. */
  public String shapeText() {
    return text(shape);
  }

  /** A shape as people write it. */
  public static String text(List<Long> shape) {
    return shape.isEmpty()
        ? "scalar"
        : shape.stream().map(Object::toString).collect(Collectors.joining("×"));
  }
}
