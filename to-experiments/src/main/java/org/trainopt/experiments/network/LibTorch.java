package org.trainopt.experiments.network;

import java.io.IOException;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.presets.openblas_nolapack;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import org.trainopt.experiments.InputException;

/** LibTorch, where it loads. Everybody asks here before touching it. */
public final class LibTorch {
  private LibTorch() {}

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
  public static @Nullable String failure() {
    return Loaded.FAILURE;
  }

  /**
   * Makes sure that it can be used.
   *
   * @throws InputException with the reason if it cannot
   */
  public static void require() {
    if (failure() != null) {
      throw new InputException("LibTorch, which networks need, does not load: " + failure());
    }
  }

  /** Version of LibTorch and of its binding. */
  public static String version() {
    try {
      return Loader.getVersion("org.bytedeco", "pytorch");
    } catch (IOException e) {
      return "version unknown";
    }
  }

  /**
   * Has LibTorch compute on the calling thread alone what that thread asks of it. The OpenBLAS
   * behind it has threads of its own, for all callers together: they are switched off.
   */
  public static void useOneThread() {
    torch.set_num_threads(1);
    openblas_nolapack.blas_set_num_threads(1);
  }

  /** Has LibTorch use as many threads of its own for what the calling thread asks of it. */
  public static void useThreads(int threads) {
    torch.set_num_threads(threads);
  }
}
