package org.trainopt.experiments.bench;

import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.trainopt.experiments.blas.Blas;
import org.trainopt.experiments.network.LibTorch;
import org.trainopt.experiments.run.Environment;
import org.trainopt.kernel.KernelProvider;
import org.trainopt.kernel.Kernels;

/** What made the numbers of a benchmark, and what is missing and why. */
public final class Origin {
  /** Above it, something else was running; the launcher's look at the build adds about 1. */
  private static final double IDLE = 1.5;

  private Origin() {}

  /** In the order to be shown. */
  public static Map<String, String> of(Settings settings) {
    Map<String, String> origin = new LinkedHashMap<>();
    origin.put("trainopt", Environment.versionAndCommit());
    origin.put("machine", Environment.machine() + load());
    origin.put("JVM", Environment.jvm());
    for (KernelProvider provider : Kernels.all()) {
      origin.put("kernels " + provider.name(), provider.availability().reason());
    }
    origin.put(
        "LibTorch",
        LibTorch.failure() == null
            ? LibTorch.version()
            : "left out, for it does not load: " + LibTorch.failure());
    Blas blas = Blas.best();
    origin.put(
        "OpenBLAS",
        blas.name().equals("openblas")
            ? openblas_nolapack.OPENBLAS_VERSION.strip()
            : "left out: " + blas.reason());
    origin.put("threads", Integer.toString(settings.threads()));
    origin.put(
        "rounds",
        String.format(
            Locale.ROOT,
            "%d of %s s a contender; figures are medians (smallest–largest) of the rounds, ratios"
                + " those of the ratios in each round",
            settings.rounds(),
            Double.toString(settings.seconds())));
    return origin;
  }

  private static String load() {
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    return load > IDLE
        ? String.format(Locale.ROOT, ", NOT idle (load %.1f): time again on an idle machine", load)
        : "";
  }
}
