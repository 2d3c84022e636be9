package org.trainopt.experiments.llama.hub;

import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.trainopt.experiments.InputException;

/**
 * A safetensors file: memory-mapped, so that its pages are shared and read when they are used.
 * Immutable and safe for use by several threads.
 */
public final class SafeTensors {
  /** Mappings are at most this long: a buffer's length is an int. A multiple of 8. */
  private static final long WINDOW = 1L << 30;

  private final String file;
  private final Map<String, TensorEntry> entries;
  private final Map<String, List<ByteBuffer>> windows;

  private SafeTensors(
      String file, Map<String, TensorEntry> entries, Map<String, List<ByteBuffer>> windows) {
    this.file = file;
    this.entries = Collections.unmodifiableMap(entries);
    this.windows = windows;
  }

  /** What gives the bytes from {@code position} of a file's data. */
  private interface Source {
    ByteBuffer bytes(long position, int length) throws IOException;
  }

  /**
   * Maps a file.
   *
   * @throws InputException if it cannot be read or its header is not valid
   */
  public static SafeTensors map(Path path) {
    String file = path.toString();
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      long size = channel.size();
      if (size < Long.BYTES) {
        throw new InputException(file + ": " + size + " bytes are no safetensors file");
      }
      ByteBuffer start = channel.map(FileChannel.MapMode.READ_ONLY, 0, Long.BYTES);
      long length = start.order(ByteOrder.LITTLE_ENDIAN).getLong();
      byte[] json = new byte[SafeTensorsHeader.checkedLength(file, length, size)];
      channel.map(FileChannel.MapMode.READ_ONLY, Long.BYTES, json.length).get(json);
      long data = (long) Long.BYTES + json.length;
      Map<String, TensorEntry> entries = SafeTensorsHeader.read(file, json, size - data);
      return new SafeTensors(
          file,
          entries,
          windows(
              entries,
              (position, count) ->
                  channel.map(FileChannel.MapMode.READ_ONLY, data + position, count)));
    } catch (IOException e) {
      throw new InputException(file + ": cannot be read (" + e.getClass().getSimpleName() + ")", e);
    }
  }

  /**
   * A file's content from memory.
   *
   * @param file its name, for messages
   */
  public static SafeTensors of(String file, byte[] content) {
    ByteBuffer direct = ByteBuffer.allocateDirect(content.length).order(ByteOrder.LITTLE_ENDIAN);
    direct.put(content).flip();
    if (content.length < Long.BYTES) {
      throw new InputException(file + ": " + content.length + " bytes are no safetensors file");
    }
    byte[] json = new byte[SafeTensorsHeader.checkedLength(file, direct.getLong(), content.length)];
    direct.get(json);
    ByteBuffer data = direct.slice();
    Map<String, TensorEntry> entries = SafeTensorsHeader.read(file, json, data.capacity());
    try {
      return new SafeTensors(
          file, entries, windows(entries, (at, count) -> data.slice((int) at, count)));
    } catch (IOException e) {
      throw new IllegalStateException("memory was not readable", e);
    }
  }

  private static Map<String, List<ByteBuffer>> windows(
      Map<String, TensorEntry> entries, Source source) throws IOException {
    Map<String, List<ByteBuffer>> windows = new LinkedHashMap<>();
    for (TensorEntry entry : entries.values()) {
      List<ByteBuffer> parts = new ArrayList<>();
      for (long at = entry.begin(); at < entry.end(); at += WINDOW) {
        parts.add(source.bytes(at, (int) Math.min(WINDOW, entry.end() - at)));
      }
      windows.put(entry.name(), parts);
    }
    return windows;
  }

  /** The tensors by name, in the order of their places. */
  public Map<String, TensorEntry> entries() {
    return entries;
  }

  /** The file's name, for messages. */
  public String file() {
    return file;
  }

  /**
   * Copies a tensor, converted to the target's type and onto its device.
   *
   * @param target contiguous, of as many elements
   */
  @SuppressWarnings("try") // scope and guard are there to be closed
  public void copyTo(String name, Tensor target) {
    TensorEntry entry = entries.get(name);
    if (entry == null || target.numel() != entry.elements()) {
      throw new IllegalArgumentException(
          file + ": no tensor \"" + name + "\" of " + target.numel() + " elements");
    }
    if (!entry.type().isWeight()) {
      throw new InputException(
          file
              + ": tensor \""
              + name
              + "\" has elements of type "
              + entry.type()
              + ", but weights must be F32, F16 or BF16");
    }
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Tensor flat = target.view(-1);
      long done = 0;
      for (ByteBuffer window : windows.getOrDefault(name, List.of())) {
        long count = window.remaining() / entry.type().bytes();
        copy(aligned(window, entry.type().bytes()), entry.type(), flat.narrow(0, done, count));
        done += count;
      }
    }
  }

  void addTo(Consumer<ByteBuffer> consumer) {
    windows.forEach(
        (name, parts) -> {
          String entry = String.valueOf(entries.get(name));
          consumer.accept(ByteBuffer.wrap(entry.getBytes(StandardCharsets.UTF_8)));
          parts.forEach(consumer);
        });
  }

  private static void copy(ByteBuffer elements, ElementType type, Tensor target) {
    try {
      BytePointer bytes = new BytePointer(elements);
      TensorOptions options = new TensorOptions(type.scalarType());
      target.copy_(torch.from_blob(bytes, new long[] {target.numel()}, options));
    } finally {
      Reference.reachabilityFence(elements); // the tensor does not keep the memory
    }
  }

  /** The same bytes where elements may lie: the format does not promise it. */
  private static ByteBuffer aligned(ByteBuffer window, int elementBytes) {
    if (window.alignmentOffset(0, elementBytes) == 0) {
      return window.duplicate();
    }
    ByteBuffer copy = ByteBuffer.allocateDirect(window.remaining());
    return copy.put(window.duplicate()).flip();
  }
}
