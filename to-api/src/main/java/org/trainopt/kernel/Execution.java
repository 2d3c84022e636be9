package org.trainopt.kernel;

import org.trainopt.api.Parameters;

/**
 * Where steps run: a kernel provider and how many threads it may use. It never changes a result,
 * only the time it takes.
 *
 * @param provider a usable provider
 * @param threads the most threads a step may use, ≥ 1
 */
public record Execution(KernelProvider provider, int threads) {
  /** The system property with the most threads a step may use. */
  public static final String THREADS = "trainopt.threads";

  public Execution {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be >= 1, but was " + threads);
    }
  }

  /**
   * The best provider of this machine for weights in host memory, or the one that {@code
   * -Dtrainopt.kernels=NAME} forces, with {@code -Dtrainopt.threads=N} threads (default: all
   * processors).
   *
   * @throws IllegalStateException if the forced provider cannot be had, or the number of threads is
   *     not one; the message says why
   */
  public static Execution best() {
    return new Execution(Kernels.best(), defaultThreads());
  }

  /**
   * The same for parameters wherever they are: on a CUDA device, that is the {@code cuda} kernels.
   *
   * @throws IllegalStateException also if no kernels can be used where they are; the message names
   *     the parameter and says why
   */
  public static Execution best(Parameters parameters) {
    return new Execution(Kernels.best(parameters), defaultThreads());
  }

  /**
   * A provider by name.
   *
   * @throws IllegalStateException if it cannot be had; the message says why
   */
  public static Execution on(String name) {
    return new Execution(Kernels.named(name), defaultThreads());
  }

  public Execution withThreads(int count) {
    return new Execution(provider, count);
  }

  private static int defaultThreads() {
    String threads = System.getProperty(THREADS);
    if (threads == null || threads.isBlank()) {
      return Runtime.getRuntime().availableProcessors();
    }
    try {
      int count = Integer.parseInt(threads.strip());
      if (count >= 1) {
        return count;
      }
    } catch (NumberFormatException e) {
      // falls to the message below, as a number out of range does
    }
    throw new IllegalStateException(
        "-D" + THREADS + " must be a whole number >= 1, but was \"" + threads + "\"");
  }
}
