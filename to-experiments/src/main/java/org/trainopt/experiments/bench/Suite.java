package org.trainopt.experiments.bench;

import java.util.List;
import java.util.function.Consumer;

/** A part of {@code ./to bench}: measures rivals side by side and hands back tables. */
public interface Suite {
  /** A short lower-case name, as given on the command line. */
  String name();

  /** What it measures, in one line. */
  String description();

  /**
   * Measures.
   *
   * @param settings sizes, rounds, length of a stretch, threads
   * @param progress is told, in one line each, what is being measured now, and what is left out and
   *     why
   */
  List<Section> run(Settings settings, Consumer<String> progress);
}
