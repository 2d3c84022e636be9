package org.trainopt.experiments.bench;

import java.util.ArrayList;
import java.util.List;
import org.trainopt.api.FullStorage;
import org.trainopt.experiments.blas.Blas;
import org.trainopt.kernel.KernelProvider;

/** Full-TO against a matrix-vector product and a rank-one update of OpenBLAS. */
final class FullLineup implements Lineup {
  static final String GEMV_GER = "OpenBLAS gemv+ger";
  private static final String GEMV = "OpenBLAS gemv alone";
  private static final String LONG_RUN = "full %s, long run";
  private static final String START = "full %s, first d/16 steps";

  /** Above it the Java kernels' warm-up alone takes minutes. */
  private static final int LARGEST_ON_JAVA = 2048;

  private final int d;
  private final int threads;
  private final List<String> kernels = new ArrayList<>();

  FullLineup(int d, int threads) {
    this.d = d;
    this.threads = threads;
    for (KernelProvider provider : Lineup.kernels()) {
      if (d <= LARGEST_ON_JAVA || !provider.name().equals("java")) {
        kernels.add(provider.name());
      }
    }
  }

  @Override
  public List<String> names() {
    List<String> names = new ArrayList<>();
    for (String name : kernels) {
      names.add(LONG_RUN.formatted(name));
      names.add(START.formatted(name));
    }
    if (Blas.best().name().equals("openblas")) {
      names.add(GEMV_GER);
      names.add(GEMV);
    }
    if (d * d >= Streaming.LEAST_SIZE) {
      names.addAll(Streaming.Kind.labels());
    }
    return names;
  }

  @Override
  public boolean isOurs(String name) {
    return isLongRun(name) || isStart(name);
  }

  private boolean isLongRun(String name) {
    return kernels.stream().map(LONG_RUN::formatted).anyMatch(name::equals);
  }

  private boolean isStart(String name) {
    return kernels.stream().map(START::formatted).anyMatch(name::equals);
  }

  /**
   * The elements of A, or what a stream walks: of a quarter's length, its four arrays are as large.
   */
  int elements(String name) {
    return Streaming.Kind.named(name) == null ? d * d : d * d / 4;
  }

  /** Traffic over A and over the corrections not yet in it, as in the table of storages. */
  @Override
  public double bytes(String name) {
    FullStorage.Capacity kept = FullStorage.auto().capacity(d);
    double square = (double) d * d;
    if (isOurs(name) && kept.pending() == 0) {
      return 8 * square;
    }
    if (isLongRun(name)) {
      return 4 * square + 8 * square / kept.pending() + 4.0 * kept.pending() * d;
    }
    if (isStart(name)) {
      return 4.0 * FullFromTheStart.steps(d) * d; // 8 s d, on average over s
    }
    Streaming.Kind kind = Streaming.Kind.named(name);
    if (kind != null) {
      return (double) kind.bytes * elements(name);
    }
    return name.equals(GEMV_GER) ? 12 * square : 4 * square;
  }

  @Override
  public Contender open(String name) {
    for (String kernel : kernels) {
      if (name.equals(LONG_RUN.formatted(kernel))) {
        return new FullInTheLongRun(new Full(d, kernel, threads), d);
      }
      if (name.equals(START.formatted(kernel))) {
        return new FullFromTheStart(new Full(d, kernel, threads), d);
      }
    }
    Streaming.Kind kind = Streaming.Kind.named(name);
    if (kind != null) {
      return new Streaming(kind, elements(name), threads);
    }
    return new GemvGer(d, threads, name.equals(GEMV_GER));
  }

  /** A matrix is made dense once. */
  @Override
  public boolean kept(String name) {
    return !isStart(name) && Streaming.Kind.named(name) == null;
  }

  @Override
  public long heapBytes() {
    return 12L * d * d + (kernels.contains("java") ? FullFromTheStart.MEMORY : 0);
  }
}
