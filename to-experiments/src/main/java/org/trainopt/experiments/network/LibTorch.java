package org.trainopt.experiments.network;

import java.io.IOException;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.presets.openblas_nolapack;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import org.trainopt.experiments.InputException;
import org.trainopt.experiments.LoadFailure;

/** LibTorch, where it loads. Everybody asks here before touching it. */
public final class LibTorch {
  private LibTorch() {}

  /** Tried once, when first asked for. */
  private static final class Loaded {
    static final @Nullable String WHY_NOT_FOR_CUDA =
        TorchForCuda.isThere() ? TorchForCuda.failure() : "build with -P torch-cuda";
    static boolean forCuda;
    static final @Nullable String FAILURE = load();

    private static @Nullable String load() {
      try {
        forCuda = TorchForCuda.has(Loader.load(torch.class));
        return null;
      } catch (LinkageError | RuntimeException e) {
        return LoadFailure.reason(e);
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

  /** One line: what of it there is, or why it cannot be had. */
  public static String about() {
    if (failure() != null) {
      return "no   it does not load: " + failure();
    }
    return version() + ", " + kind();
  }

  private static String kind() {
    if (Loaded.forCuda) {
      int devices = torch.cuda_is_available() ? torch.cuda_device_count() : 0;
      return devices == 0 ? "for CUDA, but it sees no device" : "for CUDA, devices: " + devices;
    }
    return "for CPUs; not for CUDA: " + Loaded.WHY_NOT_FOR_CUDA + " (see docs/cuda.md)";
  }

  /** Has LibTorch compute on the calling thread alone what that thread asks of it. */
  public static void useOneThread() {
    useThreads(1);
  }

  /**
   * Has LibTorch use as many threads for what the calling thread asks of it, and the OpenBLAS
   * behind it as many for all callers together: {@code set_num_threads} does not reach that one's
   * own pool, which otherwise takes all processors and, where others work, spends most of the time
   * on waiting for its own threads.
   */
  public static void useThreads(int threads) {
    require();
    if (torch.get_num_threads() != threads) {
      torch.set_num_threads(threads);
    }
    if (openblas_nolapack.blas_get_num_threads() != threads) {
      openblas_nolapack.blas_set_num_threads(threads);
    }
  }

  /** Has the OpenBLAS behind LibTorch use as many threads as LibTorch does here. */
  public static void alignBlas() {
    require();
    useThreads(torch.get_num_threads());
  }
}
