package org.trainopt.experiments.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Turns by name, one after the other in each round. */
final class LoopRounds {
  private final Map<String, LoopTurn> turns = new LinkedHashMap<>();

  void add(String name, LoopTurn turn) {
    if (turns.putIfAbsent(name, turn) != null) {
      throw new IllegalArgumentException("two turns are named \"" + name + "\"");
    }
  }

  /** µs a step by name, round by round. */
  Map<String, Samples> measure(Settings settings, Consumer<String> progress) {
    turns.forEach(
        (name, turn) -> {
          progress.accept("loop: warming up " + name);
          turn.prepare(settings.seconds());
        });
    List<LoopTurn> all = new ArrayList<>(turns.values());
    double[][] micros = new double[all.size()][settings.rounds()];
    for (int round = 0; round < settings.rounds(); round++) {
      progress.accept("loop: round " + (round + 1) + " of " + settings.rounds());
      for (int k = 0; k < all.size(); k++) {
        micros[k][round] = all.get(k).micros();
      }
    }
    Map<String, Samples> results = new LinkedHashMap<>();
    for (String name : turns.keySet()) {
      results.put(name, new Samples(micros[results.size()]));
    }
    return results;
  }

  /** Round by round. */
  static Samples difference(Samples more, Samples less) {
    double[] result = new double[more.rounds().length];
    Arrays.setAll(result, round -> more.rounds()[round] - less.rounds()[round]);
    return new Samples(result);
  }
}
