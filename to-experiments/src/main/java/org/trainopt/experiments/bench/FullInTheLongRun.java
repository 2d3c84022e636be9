package org.trainopt.experiments.bench;

import org.trainopt.api.Optimizer;

/** Full-TO after so many steps that A is dense and what it keeps of the beginning is used up. */
final class FullInTheLongRun extends Stepper {
  private final Full full;
  private final Optimizer optimizer;
  private int t;

  FullInTheLongRun(Full full, int d) {
    this.full = full;
    optimizer = full.fresh();
    run(d / 8 + 64);
  }

  @Override
  void step() {
    optimizer.step(full.gradient(t++ & 0xffff));
  }

  @Override
  public void close() {
    optimizer.close();
  }
}
