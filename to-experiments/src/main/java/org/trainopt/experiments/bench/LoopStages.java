package org.trainopt.experiments.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.trainopt.experiments.task.Batches;
import org.trainopt.experiments.task.LogisticRegression;

/**
 * The parts of a gradient in their order, cut off after each, so that differences are their times.
 */
final class LoopStages {
  /** The parts' names. */
  static final List<String> NAMES =
      List.of("sample rows", "gather rows", "forward product", "softmax", "backward product");

  private final LogisticRegression objective;
  private final Batches batches;
  private final float[] weights;
  private final float[] gradient;
  private final int[] rows;

  LoopStages(LogisticRegression objective, Batches batches, float[] weights) {
    this.objective = objective;
    this.batches = batches;
    this.weights = weights;
    this.gradient = new float[weights.length];
    this.rows = new int[batches.largest()];
  }

  /** By name, a turn for each of the parts, which makes it and all before it. */
  Map<String, LoopTurn> turns() {
    Map<String, LoopTurn> turns = new LinkedHashMap<>();
    for (String name : NAMES) {
      int parts = turns.size() + 1;
      turns.put(name, new LoopTurn(steps -> run(parts, steps)));
    }
    return turns;
  }

  private void run(int parts, int steps) {
    for (int t = 0; t < steps; t++) {
      int count = batches.next(t, rows);
      if (parts > 1) {
        objective.gather(rows, count);
      }
      if (parts > 2) {
        objective.score(weights, count);
      }
      if (parts > 3) {
        objective.compare(count);
      }
      if (parts > 4) {
        objective.differentiate(weights, count, gradient);
      }
    }
  }
}
