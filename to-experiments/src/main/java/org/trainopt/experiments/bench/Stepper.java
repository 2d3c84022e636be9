package org.trainopt.experiments.bench;

/** A contender whose steps all cost the same: as many are timed as fill the stretch. */
abstract class Stepper implements Contender {
  /** Slow steps are not timed one by one: a single one says little. */
  private static final int LEAST_STEPS = 2;

  /** Idle threads of OpenBLAS spin for 2²⁶ cycles after their last work. */
  private static final double LEAST_WARM_UP = 0.06;

  abstract void step();

  /**
   * Steps for a while: pages are touched, caches filled, loops compiled, and threads of the
   * contender before have gone to sleep.
   */
  @Override
  public final int prepare(double seconds) {
    step();
    double warmUp = Math.max(LEAST_WARM_UP, seconds / 2);
    double spent = 0;
    int steps = 1;
    double micros = 0;
    while (spent < warmUp) {
      long start = System.nanoTime();
      run(steps);
      double taken = (System.nanoTime() - start) * 1e-9;
      micros = taken * 1e6 / steps;
      spent += taken;
      if (taken < warmUp / 8) {
        steps *= 2;
      }
    }
    return (int) Math.max(LEAST_STEPS, Math.min(1e9, seconds * 1e6 / micros));
  }

  @Override
  public final void run(int steps) {
    for (int t = 0; t < steps; t++) {
      step();
    }
  }
}
