package org.trainopt.experiments.bench;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * How fast the machine streams, with next to no arithmetic: what is taken as the limit. Each thread
 * walks a part of its own, in pieces.
 */
final class Streaming extends Stepper {
  /** From here on weights and state are beyond a core's own caches, so that streaming limits. */
  static final int LEAST_SIZE = 1_000_000;

  /** So long that calls cost nothing, so short that loops are compiled within few steps. */
  private static final int PIECE = 8192;

  /** The kinds, with the bytes per element that are loaded and stored. */
  enum Kind {
    /** {@code a = b + s c}; that the line of a is read before it is written is not counted. */
    TRIAD("streaming triad", 12),
    /** In place, with Diagonal-TO's streams: reads a, b, w, g; writes a, b, w. */
    UPDATE("streaming update", 28),
    /** The C library's memcpy, which may store past the cache. */
    COPY("streaming copy", 8);

    final String label;
    final int bytes;

    Kind(String label, int bytes) {
      this.label = label;
      this.bytes = bytes;
    }

    static List<String> labels() {
      return Arrays.stream(values()).map(kind -> kind.label).toList();
    }

    /** The kind of this label, or null. */
    static @Nullable Kind named(String label) {
      for (Kind kind : values()) {
        if (kind.label.equals(label)) {
          return kind;
        }
      }
      return null;
    }
  }

  /** Walks the elements from the first to before the last. */
  private interface Walk {
    void piece(int first, int last);
  }

  private final int size;
  private final int threads;
  private final int piece;
  private final Walk walk;
  private final ExecutorService helpers;
  private final Future<?>[] parts;

  Streaming(Kind kind, int size, int threads) {
    this.size = size;
    this.threads = threads;
    piece = kind == Kind.COPY ? size : PIECE; // memcpy goes by the length it is given
    SplittableRandom random = new SplittableRandom(1);
    walk =
        switch (kind) {
          case TRIAD -> {
            float[] a = new float[size];
            float[] b = values(size, random);
            float[] c = values(size, random);
            yield (first, last) -> triad(a, b, c, 0.5f, first, last);
          }
          case UPDATE -> {
            float[] a = values(size, random);
            float[] b = values(size, random);
            float[] w = values(size, random);
            float[] g = values(size, random);
            yield (first, last) -> update(a, b, w, g, first, last);
          }
          case COPY -> {
            FloatPointer from = new FloatPointer(Tensors.uniform(size, 1, random));
            FloatPointer to = new FloatPointer(Tensors.zeros(size));
            yield (first, last) ->
                Pointer.memcpy(to.getPointer(first), from.getPointer(first), 4L * (last - first));
          }
        };
    helpers =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task, "streaming");
              thread.setDaemon(true);
              return thread;
            });
    parts = new Future<?>[threads];
  }

  @Override
  void step() {
    for (int k = 1; k < threads; k++) {
      int part = k;
      parts[k] = helpers.submit(() -> walk(part));
    }
    walk(0);
    try {
      for (int k = 1; k < threads; k++) {
        parts[k].get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while streaming", e);
    }
  }

  private void walk(int part) {
    int end = (int) ((long) size * (part + 1) / threads);
    for (int i = (int) ((long) size * part / threads); i < end; i += piece) {
      walk.piece(i, Math.min(end, i + piece));
    }
  }

  @Override
  public void close() {
    helpers.shutdown();
  }

  private static float[] values(int size, SplittableRandom random) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = random.nextFloat();
    }
    return values;
  }

  private static void triad(float[] a, float[] b, float[] c, float s, int first, int last) {
    for (int i = first; i < last; i++) {
      a[i] = b[i] + s * c[i];
    }
  }

  private static void update(float[] a, float[] b, float[] w, float[] g, int first, int last) {
    for (int i = first; i < last; i++) {
      float residual = b[i] - g[i];
      a[i] -= 1e-6f * residual;
      b[i] -= 1e-3f * residual;
      w[i] -= 1e-6f * residual;
    }
  }
}
