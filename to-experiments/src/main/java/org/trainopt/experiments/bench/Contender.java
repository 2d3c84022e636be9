package org.trainopt.experiments.bench;

/** What has turns: a stretch of its steps is timed, again and again. */
interface Contender extends AutoCloseable {
  /**
   * Warms up and gets ready for a stretch.
   *
   * @param seconds how long the stretch should take, about
   * @return its number of steps
   */
  int prepare(double seconds);

  /** The stretch: what is timed. */
  void run(int steps);

  @Override
  void close();
}
