package org.trainopt.experiments.network;

import java.io.File;
import java.io.IOException;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * LibTorch's libraries for CUDA, where they are on the class path beside the ones for CPUs. JavaCPP
 * prefers them and falls back library by library: with some of CUDA's own libraries missing, half
 * of each kind is loaded, and LibTorch ends the process. So they are tried here before. And it
 * unpacks and loads the ones for CUDA before those that they need: where these are not unpacked
 * yet, LibTorch goes without CUDA. So all are unpacked here.
 */
final class TorchForCuda {
  private static final String FOLDER = "org/bytedeco/pytorch/" + Loader.getPlatform() + "-gpu/";

  /** CUDA's libraries out of a jar, which JavaCPP alone knows how to load. */
  private static final String REDIST =
      "org/bytedeco/cuda/" + Loader.getPlatform() + "/libcudnn.so.9";

  private TorchForCuda() {}

  /** Whether its libraries are on the class path. */
  static boolean isThere() {
    return torch.class.getResource("/" + FOLDER + "libjnitorch.so") != null;
  }

  /** Whether a library that JavaCPP loaded is one of these. */
  static boolean has(@Nullable String library) {
    return library != null && library.replace(File.separatorChar, '/').contains(FOLDER);
  }

  /**
   * Tries to load them, the one that needs all others first: if one is missing, nothing is loaded.
   * Then JavaCPP is told to pass them over.
   *
   * @return why they do not load, null if they do
   */
  static @Nullable String failure() {
    try {
      File folder = Loader.cacheResource(torch.class, "/" + FOLDER);
      if (torch.class.getResource("/" + REDIST) != null) {
        return null;
      }
      Loader.load(openblas.class); // libtorch_cpu finds it by its name
      System.load(new File(folder, "libtorch_cuda.so").getPath());
      return null;
    } catch (IOException | LinkageError e) {
      System.setProperty("org.bytedeco.javacpp.platform.extension", "");
      Loader.loadProperties(true);
      String message = String.valueOf(e.getMessage());
      return message.substring(message.indexOf(": ") + 1).trim();
    }
  }
}
