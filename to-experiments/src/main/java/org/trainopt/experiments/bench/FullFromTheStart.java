package org.trainopt.experiments.bench;

import java.util.ArrayList;
import java.util.List;
import org.trainopt.api.Optimizer;

/** The first d/16 steps of Full-TO: of as many fresh optimizers, one by one, as fill a stretch. */
final class FullFromTheStart implements Contender {
  /** What all matrices of a stretch may take. */
  static final long MEMORY = 1L << 30;

  private final Full full;
  private final int steps;
  private final int most;
  private final List<Optimizer> fresh = new ArrayList<>();

  FullFromTheStart(Full full, int d) {
    this.full = full;
    steps = steps(d);
    most = (int) Math.max(1, Math.min(10_000, MEMORY / (4L * d * d)));
  }

  static int steps(int d) {
    return Math.max(1, d / 16);
  }

  @Override
  public int prepare(double seconds) {
    double best = Double.POSITIVE_INFINITY;
    double spent = 0;
    while (spent < seconds / 2) {
      try (Optimizer optimizer = full.fresh()) {
        long start = System.nanoTime();
        begin(optimizer);
        double taken = (System.nanoTime() - start) * 1e-9;
        best = Math.min(best, taken);
        spent += taken;
      }
    }
    int count = (int) Math.max(1, Math.min(most, seconds / best));
    for (int k = 0; k < count; k++) {
      fresh.add(full.fresh());
    }
    return count * steps;
  }

  @Override
  public void run(int all) {
    for (Optimizer optimizer : fresh) {
      begin(optimizer);
    }
  }

  private void begin(Optimizer optimizer) {
    for (int t = 0; t < steps; t++) {
      optimizer.step(full.gradient(t));
    }
  }

  @Override
  public void close() {
    fresh.forEach(Optimizer::close);
  }
}
