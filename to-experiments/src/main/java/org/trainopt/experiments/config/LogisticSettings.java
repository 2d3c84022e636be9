package org.trainopt.experiments.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.UnaryOperator;

/**
 * Task {@code logistic}: multinomial logistic regression.
 *
 * @param data an embedded data set's name or a file
 * @param standardize whether features are standardised
 * @param l2 the objective's L2 coefficient λ, ≥ 0
 */
public record LogisticSettings(String data, boolean standardize, double l2)
    implements TaskSettings {
  public static final String TASK = "logistic";

  static LogisticSettings read(Fields json) {
    String data = json.text("data");
    boolean standardize = json.flag("standardize", true);
    double l2 = json.number("l2", 0);
    if (!(l2 >= 0 && l2 < Double.POSITIVE_INFINITY)) {
      throw json.wrong("l2", "finite and >= 0", l2);
    }
    return new LogisticSettings(data, standardize, l2);
  }

  @Override
  public String task() {
    return TASK;
  }

  @Override
  public void writeTo(ObjectNode json) {
    json.put("data", data).put("standardize", standardize).put("l2", l2);
  }

  @Override
  public LogisticSettings withFiles(UnaryOperator<String> place) {
    return new LogisticSettings(place.apply(data), standardize, l2);
  }
}
