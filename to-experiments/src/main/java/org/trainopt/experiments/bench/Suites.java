package org.trainopt.experiments.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.trainopt.experiments.InputException;

/** The suites of {@code ./to bench}. */
public final class Suites {
  /** All of them, in the order they run. */
  public static final List<Suite> ALL =
      List.of(new StepSuite(), new FullSuite(), new ManySuite(), new LoopSuite());

  private Suites() {}

  /**
   * The suites of these names, in the order they run; all if there are no names.
   *
   * @throws InputException if there is none of a name
   */
  public static List<Suite> named(List<String> names) {
    for (String name : names) {
      if (ALL.stream().noneMatch(suite -> suite.name().equals(name))) {
        throw new InputException(
            "there is no suite \""
                + name
                + "\" of benchmarks; there are "
                + ALL.stream().map(Suite::name).collect(Collectors.joining(", ")));
      }
    }
    List<Suite> chosen = new ArrayList<>(ALL);
    chosen.removeIf(suite -> !names.isEmpty() && !names.contains(suite.name()));
    return chosen;
  }
}
