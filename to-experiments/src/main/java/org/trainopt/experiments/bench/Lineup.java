package org.trainopt.experiments.bench;

import java.util.List;
import org.trainopt.api.Storage;
import org.trainopt.kernel.KernelProvider;
import org.trainopt.kernel.Kernels;

/**
 * The contenders of one size, by name: what is asked for is decided in the command's own JVM, what
 * is timed is built in JMH's.
 */
interface Lineup {
  /** All that can run on this machine, in the order of the table. */
  List<String> names();

  /** Whether it is one of ours, not a rival or a limit. */
  boolean isOurs(String name);

  /** Bytes that a step reads and writes by design; 0 where that is not known. */
  double bytes(String name);

  /** Builds a contender. */
  Contender open(String name);

  /** Whether it is built once and kept, because its turns need what the ones before have done. */
  boolean kept(String name);

  /** An upper bound of the Java heap its JVM needs, in bytes. */
  long heapBytes();

  /** The kernels that step tensors in host memory without copying them. */
  static List<KernelProvider> kernels() {
    return Kernels.all().stream()
        .filter(provider -> provider.homePlaces().contains(Storage.Place.HEAP))
        .filter(provider -> provider.availability().usable())
        .toList();
  }

  /** The line-up of a suite. */
  static Lineup of(String suite, int size, int threads) {
    return switch (suite) {
      case StepSuite.NAME -> new TensorLineup(1, size, threads);
      case ManySuite.NAME -> new TensorLineup(Settings.TENSORS, size, threads);
      case FullSuite.NAME -> new FullLineup(size, threads);
      default -> throw new IllegalArgumentException("no line-up for suite \"" + suite + "\"");
    };
  }
}
