package org.trainopt.experiments.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.MathContext;
import org.trainopt.experiments.study.StudyResult.OptimumInfo;
import org.trainopt.experiments.study.StudyResult.Trial;

/**
 * The curves as JSON for the page's script. Losses are stored in excess of F* (where it is known)
 * with six digits, so that neither the loss nor a tiny excess loses precision.
 */
final class ChartData {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final MathContext DIGITS = new MathContext(6);

  private ChartData() {}

  /** JSON that can stand inside a {@code script} element. */
  static String of(Findings findings, Palette palette) {
    ObjectNode root = NODES.objectNode();
    ArrayNode methods = root.putArray("methods");
    for (String name : findings.methods()) {
      Palette.Look look = palette.look(name);
      ObjectNode method = methods.addObject().put("name", name);
      method.put("color", palette.variable(name)).put("width", look.width());
      method.put("trainable", Names.isTrainable(name));
      ArrayNode dash = method.putArray("dash");
      look.dash().forEach(dash::add);
    }
    ArrayNode tasks = root.putArray("tasks");
    findings.tasks().forEach(task -> tasks.add(task(findings, task)));
    try {
      return new ObjectMapper().writeValueAsString(root).replace("<", "\\u003c");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ObjectNode task(Findings findings, TaskView task) {
    ObjectNode node = NODES.objectNode().put("title", task.title());
    ArrayNode steps = node.putArray("steps");
    for (int step : task.steps()) {
      steps.add(step);
    }
    OptimumInfo optimum = task.task().optimum();
    double base = optimum == null ? 0 : optimum.value();
    ObjectNode measures = node.putObject("measures");
    for (Measure m : Measure.of(task)) {
      ObjectNode measure = measures.putObject(m.key()).put("log", m.log());
      if (!m.metric().isEmpty()) {
        measure.put("metric", m.metric());
      }
      measure.put("time", m.isTime());
      measure
          .put("shift", m.isSd() || !m.metric().isEmpty() ? 0 : m.shift() - base)
          .put("scale", m.scale());
      put(measure, "line", m.line());
      put(measure, "top", m.top());
    }
    ArrayNode series = node.putArray("series");
    ArrayNode trials = node.putArray("trials");
    for (String name : findings.methods()) {
      ObjectNode curve = series.addObject();
      ArrayNode points = trials.addArray();
      task.method(name)
          .ifPresent(
              m -> {
                put(curve, m.curve(), base);
                ObjectNode more = curve.putObject("more");
                m.more().forEach((key, other) -> put(more.putObject(key), other, 0));
                put(curve, "micros", task.iterationMicros(name));
                for (int t = 0; t < m.result().trials().size(); t++) {
                  point(points, m.result().trials().get(t), t == m.result().winner());
                }
              });
    }
    return node;
  }

  private static void point(ArrayNode points, Trial trial, boolean winner) {
    String rate = trial.values().get("learningRate");
    if (rate != null) {
      ArrayNode point = points.addArray().add(Double.parseDouble(rate));
      add(point, trial.finalLoss());
      point.add(winner ? 1 : 0);
    }
  }

  private static void put(ObjectNode node, MeanCurve curve, double base) {
    put(node.putArray("mean"), curve.mean(), base);
    put(node.putArray("low"), curve.low(), base);
    put(node.putArray("high"), curve.high(), base);
    put(node.putArray("sd"), curve.sd(), 0);
  }

  private static void put(ArrayNode array, double[] values, double base) {
    for (double value : values) {
      add(array, value - base);
    }
  }

  private static void add(ArrayNode array, double value) {
    if (Double.isFinite(value)) {
      array.add(new BigDecimal(value).round(DIGITS).doubleValue());
    } else {
      array.addNull();
    }
  }

  private static void put(ObjectNode node, String name, double value) {
    if (Double.isFinite(value)) {
      node.put(name, value);
    }
  }
}
