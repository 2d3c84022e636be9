package org.trainopt.jni;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.bytedeco.javacpp.Loader;
import org.jspecify.annotations.Nullable;

/**
 * The native library, loaded once, when somebody first asks; or why it could not be. Errors of
 * linking end here.
 */
final class NativeRuntime {
  /** Written by the build: whether there is a native library, and if not, why. */
  private static final String BUILD = "native-build.properties";

  private NativeRuntime() {}

  /** Why there are no native kernels; null if there are. */
  static @Nullable String problem() {
    return Loaded.PROBLEM;
  }

  /** What this CPU can run, weakest first; empty where there are no native kernels. */
  static List<Isa> isas() {
    return Loaded.ISAS;
  }

  private static final class Loaded {
    static final @Nullable String PROBLEM = load();
    static final List<Isa> ISAS = find();

    private static @Nullable String load() {
      Properties build = new Properties();
      try (InputStream in = NativeRuntime.class.getResourceAsStream(BUILD)) {
        if (in == null) {
          return "the native library is not part of this build";
        }
        build.load(in);
      } catch (IOException e) {
        return "its build record could not be read: " + e.getMessage();
      }
      if (!build.getProperty("built", "").equals("true")) {
        return "the native library was not built: " + build.getProperty("reason", "unknown reason");
      }
      try {
        Loader.load(NativeLibrary.class);
        return null;
      } catch (LinkageError | RuntimeException e) {
        return "the native library, built for "
            + build.getProperty("platform")
            + ", could not be loaded: "
            + String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      }
    }

    private static List<Isa> find() {
      List<Isa> found = new ArrayList<>();
      if (PROBLEM == null) {
        for (Isa isa : Isa.values()) {
          if (NativeLibrary.isaAvailable(isa.number()) != 0) {
            found.add(isa);
          }
        }
      }
      return List.copyOf(found);
    }
  }
}
