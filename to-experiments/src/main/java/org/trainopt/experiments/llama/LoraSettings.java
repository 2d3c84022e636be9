package org.trainopt.experiments.llama;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Low-rank adaptation: the weights W stay as given, and {@code alpha/rank · B A} beside them is
 * trained.
 *
 * @param rank rows of A and columns of B, ≥ 1
 * @param alpha &gt; 0
 * @param targets linear maps that get an adapter, as {@code q_proj}
 */
public record LoraSettings(int rank, double alpha, List<String> targets) {
  /** What PEFT takes for a Llama where nothing is said. */
  public static final List<String> DEFAULT_TARGETS = List.of("q_proj", "v_proj");

  public LoraSettings {
    targets = List.copyOf(targets);
  }

  /** What {@code B A x} is multiplied by. */
  double scale() {
    return alpha / rank;
  }

  /** The shape of each adapter's A and B by name, in the order of the forward pass. */
  Map<String, List<Long>> shapes(LlamaConfig config) {
    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    for (int layer = 0; layer < config.layers(); layer++) {
      for (List<String> maps : List.of(Weights.ATTENTION, Weights.MLP)) {
        for (String map : maps) {
          if (targets.contains(map)) {
            long[] sizes = Weights.sizes(config, map);
            String name = Weights.linear(layer, map);
            shapes.put(name + A, List.of((long) rank, sizes[0]));
            shapes.put(name + B, List.of(sizes[1], (long) rank));
          }
        }
      }
    }
    return shapes;
  }

  /** Ends of the adapters' names: A is rank × inputs, B is outputs × rank. */
  static final String A = ".lora_A.weight";

  static final String B = ".lora_B.weight";
}
