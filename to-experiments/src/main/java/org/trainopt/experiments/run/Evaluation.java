package org.trainopt.experiments.run;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Figures of the weights at one point of a run.
 *
 * @param loss what runs are tuned and compared by; NaN or infinite: the run has diverged
 * @param more other figures by name, in display order: {@code validationLoss}, {@code accuracy}
 */
public record Evaluation(double loss, Map<String, Double> more) {
  public Evaluation {
    more = new LinkedHashMap<>(more);
  }

  /** The loss alone. */
  public static Evaluation of(double loss) {
    return new Evaluation(loss, Map.of());
  }
}
