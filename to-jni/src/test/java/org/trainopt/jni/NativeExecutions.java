package org.trainopt.jni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import org.trainopt.kernel.Availability;
import org.trainopt.kernel.Execution;

/**
 * The native kernels as the tests run them. Where they were not built, tests that need them are
 * skipped with the reason; under {@code -Dtrainopt.native=required} they fail.
 */
final class NativeExecutions {
  private NativeExecutions() {}

  /** With the best instruction set. */
  static Execution best(int threads) {
    requireNative();
    return new Execution(new NativeKernelProvider(), threads);
  }

  /** The best instruction set with 1 and 2 threads, and every other of this machine. */
  static List<Execution> all() {
    List<Execution> all = new ArrayList<>(List.of(best(1), best(2)));
    List<Isa> isas = NativeRuntime.isas();
    for (Isa isa : isas.subList(0, isas.size() - 1)) {
      all.add(new Execution(new NativeKernelProvider(isa.option()), 2));
    }
    return all;
  }

  /** The Java kernels, and the native ones if there are any. */
  static List<Execution> javaAndNative() {
    List<Execution> all = new ArrayList<>(List.of(Execution.on("java")));
    if (required() || new NativeKernelProvider().availability().usable()) {
      all.addAll(all());
    }
    return all;
  }

  static String name(Execution execution) {
    return execution.provider().availability().reason() + ", " + execution.threads() + " used";
  }

  private static void requireNative() {
    Availability availability = new NativeKernelProvider().availability();
    if (required()) {
      assertThat(availability.usable()).as(availability.reason()).isTrue();
    }
    assumeTrue(availability.usable(), () -> "native kernels: " + availability.reason());
  }

  static boolean required() {
    return "required".equals(System.getProperty("trainopt.native"));
  }
}
