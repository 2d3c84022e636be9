package org.trainopt.jni.cuda;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import org.bytedeco.javacpp.Loader;
import org.jspecify.annotations.Nullable;

/**
 * The CUDA library, loaded once, when somebody first asks, and the devices of this machine; or why
 * there are none. Errors of linking end here, and errors that end CUDA are remembered here.
 */
final class CudaRuntime {
  /** The system property with the device for weights in host memory. */
  static final String DEVICE = "trainopt.cuda.device";

  /** The system property with the file of another build of the library, for tests. */
  static final String LIBRARY = "trainopt.cuda.library";

  /** Written by the build: whether there is a CUDA library, and if not, why. */
  private static final String BUILD = "cuda-build.properties";

  /** {@code cudaErrorInsufficientDriver}. */
  private static final int INSUFFICIENT_DRIVER = 35;

  /** {@code cudaErrorNoDevice}. */
  private static final int NO_DEVICE = 100;

  private static volatile @Nullable String ended;

  private CudaRuntime() {}

  /** Why there are no CUDA kernels, in one line; null if there are. */
  static @Nullable String problem() {
    if (Library.PROBLEM != null) {
      return Library.PROBLEM;
    }
    return ended != null ? ended : Devices.PROBLEM;
  }

  /** Why there is no library, with a device or without; null if there is. */
  static @Nullable String missingLibrary() {
    return Library.PROBLEM;
  }

  /**
   * Throws where there is no library, with a device or without.
   *
   * @throws IllegalStateException with the reason
   */
  static void requireLibrary() {
    if (Library.PROBLEM != null) {
      throw new IllegalStateException("CUDA cannot be used: " + Library.PROBLEM);
    }
  }

  /** How many devices there are. */
  static int devices() {
    return problem() == null ? Devices.COUNT : 0;
  }

  /**
   * The device for weights in host memory.
   *
   * @throws IllegalStateException if the property does not name a device of this machine
   */
  static int defaultDevice() {
    String wanted = System.getProperty(DEVICE, "").strip();
    if (wanted.isEmpty()) {
      return 0;
    }
    try {
      int device = Integer.parseInt(wanted);
      if (device >= 0 && device < devices()) {
        return device;
      }
    } catch (NumberFormatException e) {
      // falls to the message below, as a number out of range does
    }
    throw new IllegalStateException(
        "-D"
            + DEVICE
            + " must be a device of this machine, 0 to "
            + (devices() - 1)
            + ", but was \""
            + wanted
            + "\"");
  }

  /**
   * @param status what a call of the library returned, on this thread and just now
   * @throws CudaException if it failed
   */
  static void check(int status) {
    if (status != 0) {
      throw failure(status);
    }
  }

  /** The exception for a call that failed, on this thread and just now. */
  static CudaException failure(int status) {
    return remember(CudaException.of(CudaLibrary.error(), status));
  }

  /** For calls that free what nobody needs any more: an error is not thrown, only remembered. */
  static void note(int status) {
    if (status != 0) {
      failure(status);
    }
  }

  /** Remembers an error that ends CUDA. */
  static CudaException remember(CudaException failure) {
    if (failure.isSticky() && ended == null) {
      ended = "closed by an error of the device: " + failure.getMessage();
    }
    return failure;
  }

  /** CUDA's own number as people write it: 13000 is 13.0. */
  static String version(int number) {
    return number / 1000 + "." + number % 1000 / 10;
  }

  /** Free bytes of a device. */
  static long freeBytes(int device) {
    return fields(device)[CudaLibrary.FREE_BYTES];
  }

  static long[] fields(int device) {
    long[] fields = new long[CudaLibrary.DEVICE_FIELDS];
    check(CudaLibrary.device(device, fields));
    return fields;
  }

  private static final class Library {
    static final @Nullable String PROBLEM = load();

    private static @Nullable String load() {
      String file = System.getProperty(LIBRARY, "");
      if (!file.isBlank()) {
        return attempt("named by -D" + LIBRARY, () -> System.load(file));
      }
      Properties build = new Properties();
      try (InputStream in = CudaRuntime.class.getResourceAsStream(BUILD)) {
        if (in == null) {
          return "the CUDA library is not part of this build";
        }
        build.load(in);
      } catch (IOException e) {
        return "its build record could not be read: " + e.getMessage();
      }
      if (!build.getProperty("built", "").equals("true")) {
        return "the CUDA library was not built: " + build.getProperty("reason", "unknown reason");
      }
      return attempt(
          "built for " + build.getProperty("platform"), () -> Loader.load(CudaLibrary.class));
    }

    private static @Nullable String attempt(String which, Runnable load) {
      try {
        load.run();
        return null;
      } catch (LinkageError | RuntimeException e) {
        return "the CUDA library, "
            + which
            + ", could not be loaded: "
            + String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      }
    }
  }

  private static final class Devices {
    static final @Nullable String PROBLEM;
    static final int COUNT;

    static {
      int[] count = new int[1];
      PROBLEM = find(count);
      COUNT = count[0];
    }

    private static @Nullable String find(int[] count) {
      int[] driver = new int[1];
      int status = CudaLibrary.driverVersion(driver);
      if (status == 0 && driver[0] == 0) {
        return "there is no NVIDIA driver on this machine";
      }
      status = status == 0 ? CudaLibrary.deviceCount(count) : status;
      if (status == INSUFFICIENT_DRIVER) {
        return "the NVIDIA driver is for CUDA "
            + version(driver[0])
            + ", but the library was built with CUDA "
            + version(CudaLibrary.runtimeVersion())
            + "; update the driver";
      }
      if (status == NO_DEVICE || (status == 0 && count[0] == 0)) {
        String visible = System.getenv("CUDA_VISIBLE_DEVICES");
        return "the NVIDIA driver, for CUDA "
            + version(driver[0])
            + ", finds no device"
            + (visible == null ? "" : " (CUDA_VISIBLE_DEVICES is \"" + visible + "\")");
      }
      return status == 0 ? null : failure(status).getMessage();
    }
  }
}
