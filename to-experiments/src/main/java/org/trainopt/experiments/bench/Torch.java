package org.trainopt.experiments.bench;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** LibTorch, where it loads. Only benchmarks touch it, and only after they have asked here. */
final class Torch {
  private Torch() {}

  /** Tried once, when first asked for. */
  private static final class Loaded {
    static final @Nullable String FAILURE = load();

    private static @Nullable String load() {
      try {
        Loader.load(torch.class);
        return null;
      } catch (LinkageError | RuntimeException e) {
        Throwable root = e;
        while (root.getCause() != null) {
          root = root.getCause();
        }
        String message = root.getMessage();
        return root.getClass().getSimpleName()
            + (message == null ? "" : ": " + message.lines().findFirst().orElse(""));
      }
    }
  }

  /** Why it cannot be had, or null if it can. */
  static @Nullable String failure() {
    return Loaded.FAILURE;
  }

  static boolean loads() {
    return failure() == null;
  }

  /** Version of LibTorch and of its binding. */
  static String version() {
    try {
      return Loader.getVersion("org.bytedeco", "pytorch");
    } catch (IOException e) {
      return "version unknown";
    }
  }

  /** Has LibTorch use as many threads as everybody else. */
  static void useThreads(int threads) {
    torch.set_num_threads(threads);
  }

  /** A tensor on the buffer's memory, which must outlive it. */
  static Tensor over(FloatBuffer buffer) {
    return torch.from_blob(
        new FloatPointer(buffer),
        new long[] {buffer.capacity()},
        new TensorOptions(torch.ScalarType.Float));
  }

  static Tensor[] over(List<FloatBuffer> buffers) {
    return buffers.stream().map(Torch::over).toArray(Tensor[]::new);
  }
}
