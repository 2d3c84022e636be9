package org.trainopt.jni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import org.trainopt.jni.cuda.CudaKernelProvider;
import org.trainopt.jni.cuda.ResidentKernels;
import org.trainopt.kernel.Availability;
import org.trainopt.kernel.Execution;
import org.trainopt.kernel.KernelProvider;

/**
 * The kernels that the tests compare with Java's: the native ones, or under {@code
 * -Dtrainopt.test.kernels=cuda} the CUDA ones, on copies of host memory and on a device's own.
 * Where they cannot be used, tests that need them are skipped with the reason; under {@code
 * -Dtrainopt.native=required}, or {@code -Dtrainopt.gpu=required}, they fail.
 */
final class NativeExecutions {
  private static final boolean CUDA = "cuda".equals(System.getProperty("trainopt.test.kernels"));

  private NativeExecutions() {}

  /** With the best instruction set; CUDA kernels take any number of threads. */
  static Execution best(int threads) {
    requireUsable();
    return new Execution(provider(), threads);
  }

  private static KernelProvider provider() {
    return CUDA ? new CudaKernelProvider() : new NativeKernelProvider();
  }

  /**
   * The best instruction set with 1 and 2 threads, and every other of this machine; or CUDA on host
   * and on device memory.
   */
  static List<Execution> all() {
    List<Execution> all = new ArrayList<>(List.of(best(1)));
    if (CUDA) {
      all.add(new Execution(new ResidentKernels(), 1));
      return all;
    }
    all.add(best(2));
    List<Isa> isas = NativeRuntime.isas();
    for (Isa isa : isas.subList(0, isas.size() - 1)) {
      all.add(new Execution(new NativeKernelProvider(isa.option()), 2));
    }
    return all;
  }

  /** The Java kernels, and the others if there are any. */
  static List<Execution> javaAndNative() {
    List<Execution> all = new ArrayList<>(List.of(Execution.on("java")));
    if (required() || provider().availability().usable()) {
      all.addAll(all());
    }
    return all;
  }

  static String name(Execution execution) {
    return execution.provider().availability().reason() + ", " + execution.threads() + " used";
  }

  private static void requireUsable() {
    Availability availability = provider().availability();
    if (required()) {
      assertThat(availability.usable()).as(availability.reason()).isTrue();
    }
    assumeTrue(
        availability.usable(), () -> provider().name() + " kernels: " + availability.reason());
  }

  static boolean required() {
    // The simulation needs what the native kernels need, and no device.
    boolean onDevice = CUDA && System.getProperty("trainopt.cuda.library", "").isBlank();
    return "required".equals(System.getProperty(onDevice ? "trainopt.gpu" : "trainopt.native"));
  }
}
