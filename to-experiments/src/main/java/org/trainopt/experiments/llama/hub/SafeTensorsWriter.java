package org.trainopt.experiments.llama.hub;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Writes safetensors files. */
public final class SafeTensorsWriter {
  private static final long CHUNK = 1L << 26;

  private SafeTensorsWriter() {}

  /**
   * Writes tensors, ordered by name: to a temporary name first, so that the file is whole or not
   * there.
   *
   * @param tensors on any device; they are rounded to their types
   * @param types for each tensor, a type of weights
   */
  public static void write(Path file, Map<String, Tensor> tensors, Map<String, ElementType> types)
      throws IOException {
    SortedMap<String, Tensor> sorted = new TreeMap<>(tensors);
    ByteBuffer header = header(sorted, types);
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    try (FileChannel channel =
        FileChannel.open(
            temporary,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      writeAll(channel, header);
      for (Map.Entry<String, Tensor> tensor : sorted.entrySet()) {
        write(channel, tensor.getValue(), type(types, tensor.getKey()));
      }
      channel.force(true);
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(temporary);
      throw e;
    }
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static ElementType type(Map<String, ElementType> types, String name) {
    ElementType type = types.get(name);
    if (type == null || !type.isWeight()) {
      throw new IllegalArgumentException("tensor \"" + name + "\" cannot be written as " + type);
    }
    return type;
  }

  /** Length and JSON, padded so that the data is aligned. */
  private static ByteBuffer header(
      SortedMap<String, Tensor> tensors, Map<String, ElementType> types) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.putObject("__metadata__").put("format", "pt");
    long end = 0;
    for (Map.Entry<String, Tensor> tensor : tensors.entrySet()) {
      ElementType type = type(types, tensor.getKey());
      ObjectNode entry = root.putObject(tensor.getKey());
      entry.put("dtype", type.name());
      var shape = entry.putArray("shape");
      for (long i = 0; i < tensor.getValue().dim(); i++) {
        shape.add(tensor.getValue().size(i));
      }
      entry.putArray("data_offsets").add(end).add(end += tensor.getValue().numel() * type.bytes());
    }
    byte[] json = root.toString().getBytes(StandardCharsets.UTF_8);
    int padded = (json.length + 7) / 8 * 8;
    ByteBuffer header =
        ByteBuffer.allocate(Long.BYTES + padded).order(ByteOrder.LITTLE_ENDIAN).putLong(padded);
    header.put(json);
    while (header.hasRemaining()) {
      header.put((byte) ' ');
    }
    return header.flip();
  }

  @SuppressWarnings("try") // scope and guard are there to be closed
  private static void write(FileChannel channel, Tensor tensor, ElementType type)
      throws IOException {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Tensor host = tensor.detach().to(torch.ScalarType.Float).cpu();
      Tensor stored = host.to(type.scalarType()).contiguous();
      Pointer data = stored.data_ptr();
      long bytes = stored.numel() * type.bytes();
      for (long at = 0; at < bytes; at += CHUNK) {
        long count = Math.min(CHUNK, bytes - at);
        BytePointer chunk = new BytePointer(data).position(at).capacity(at + count);
        writeAll(channel, chunk.asByteBuffer());
      }
    }
  }

  private static void writeAll(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
