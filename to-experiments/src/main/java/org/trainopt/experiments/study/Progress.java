package org.trainopt.experiments.study;

/** Where long work says how far it is. */
public interface Progress extends AutoCloseable {
  /** Says nothing. */
  Progress QUIET = (units, what) -> {};

  /**
   * More work is done.
   *
   * @param units its share; all units of a study are announced when the progress is made
   * @param what what is being done now
   */
  void advance(long units, String what);

  @Override
  default void close() {}
}
