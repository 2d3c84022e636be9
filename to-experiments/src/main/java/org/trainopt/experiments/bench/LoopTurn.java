package org.trainopt.experiments.bench;

import java.util.function.IntConsumer;

/** A stretch of steps in this JVM that is timed as a whole, again and again. */
final class LoopTurn {
  private final IntConsumer stretch;
  private int steps = 1;

  /**
   * @param stretch makes as many steps as it is told
   */
  LoopTurn(IntConsumer stretch) {
    this.stretch = stretch;
  }

  /** Warms up for as long as a turn, and finds out how many steps a turn has. */
  void prepare(double seconds) {
    double spent = 0;
    while (spent < seconds) {
      double taken = micros() * steps * 1e-6;
      spent += taken;
      if (taken < seconds / 8) {
        steps *= 2;
      }
    }
    steps = (int) Math.max(1, Math.min(1e8, seconds * 1e6 / micros()));
  }

  /** Has its turn; µs a step. */
  double micros() {
    long start = System.nanoTime();
    stretch.accept(steps);
    return (System.nanoTime() - start) * 1e-3 / steps;
  }
}
