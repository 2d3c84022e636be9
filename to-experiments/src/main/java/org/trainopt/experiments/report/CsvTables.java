package org.trainopt.experiments.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.trainopt.experiments.stats.Summary;
import org.trainopt.experiments.study.StudyResult.ControlResult;
import org.trainopt.experiments.study.StudyResult.Curve;
import org.trainopt.experiments.study.StudyResult.OptimumInfo;
import org.trainopt.experiments.study.StudyResult.OverheadResult;
import org.trainopt.experiments.study.StudyResult.TaskResult;
import org.trainopt.experiments.study.StudyResult.Trial;

/**
 * The tables for programs: comma-separated, one observation a line, numbers in full precision,
 * infinity as {@code Infinity} and nothing where there is no value (RFC 4180).
 */
final class CsvTables {
  private final StringBuilder text = new StringBuilder();

  private CsvTables(String... head) {
    line((Object[]) head);
  }

  /** File names to CSV documents. */
  static Map<String, String> of(Findings findings) {
    Map<String, String> files = new LinkedHashMap<>();
    files.put("runs.csv", runs(findings));
    files.put("summary.csv", summary(findings));
    files.put("comparisons.csv", comparisons(findings));
    files.put("trials.csv", trials(findings));
    files.put("curves.csv", curves(findings));
    files.put("overhead.csv", overhead(findings));
    return files;
  }

  private static String runs(Findings findings) {
    CsvTables csv =
        new CsvTables(
            "data",
            "l2",
            "kind",
            "method",
            "seed",
            "diverged",
            "finalLoss",
            "excessLoss",
            "seconds",
            "runFile",
            "figures");
    for (TaskView view : findings.tasks()) {
      TaskResult task = view.task();
      for (MethodView method : view.methods()) {
        csv.runs(task, "reported", method.name(), method.result().runs());
      }
      for (ControlResult control : task.controls()) {
        csv.runs(task, "control", control.name(), control.runs());
      }
    }
    return csv.text.toString();
  }

  private void runs(TaskResult task, String kind, String method, List<Curve> runs) {
    for (Curve run : runs) {
      double loss = run.finalLoss();
      OptimumInfo optimum = task.optimum();
      double excess = optimum == null ? Double.NaN : loss - optimum.value();
      line(
          task.data(),
          task.l2(),
          kind,
          method,
          run.seed(),
          run.diverged(),
          loss,
          excess,
          run.seconds(),
          run.runFile(),
          figures(run));
    }
  }

  /** The other figures at the end as {@code name=value}, separated by blanks. */
  private static String figures(Curve run) {
    return run.more().keySet().stream()
        .map(key -> key + "=" + Metric.of(key).last(run))
        .collect(Collectors.joining(" "));
  }

  private static String summary(Findings findings) {
    CsvTables csv =
        new CsvTables(
            "data",
            "l2",
            "method",
            "runs",
            "diverged",
            "meanLoss",
            "sdLoss",
            "medianLoss",
            "medianLow",
            "medianHigh",
            "rank",
            "targetLoss",
            "medianSteps",
            "reached",
            "stateBytes");
    for (TaskView task : findings.tasks()) {
      for (MethodView m : task.methods()) {
        Summary steps = Summary.of(m.stepsToTarget());
        csv.line(
            task.task().data(),
            task.task().l2(),
            m.name(),
            m.finals().length,
            m.diverged(),
            m.loss().mean(),
            m.loss().sd(),
            m.loss().median(),
            m.lossMedian().low(),
            m.lossMedian().high(),
            m.rank(),
            task.target(),
            steps.median(),
            steps.count() - steps.infinite(),
            m.result().stateBytes());
      }
    }
    return csv.text.toString();
  }

  private static String comparisons(Findings findings) {
    CsvTables csv =
        new CsvTables(
            "kind", "data", "l2", "method", "rival", "measure", "ratio", "low", "high", "test", "p",
            "pHolm", "verdict");
    findings.lossToAdam().values().forEach(list -> csv.comparisons("loss to Adam", list));
    findings.stepsToAdam().values().forEach(list -> csv.comparisons("steps to Adam", list));
    findings.lossToMomentum().values().forEach(list -> csv.comparisons("ablation", list));
    csv.comparisons(
        "control", findings.controls().stream().map(Findings.Control::comparison).toList());
    return csv.text.toString();
  }

  private void comparisons(String kind, List<Comparison> list) {
    boolean steps = kind.startsWith("steps");
    for (Comparison c : list) {
      line(
          kind,
          c.task().task().data(),
          c.task().task().l2(),
          c.method(),
          c.rival(),
          steps ? "steps" : c.task().measure(),
          c.test().ratio(),
          c.interval().low(),
          c.interval().high(),
          c.test().name(),
          c.test().pValue(),
          c.adjustedP(),
          steps ? c.verdict().ofSteps() : c.verdict().ofLoss());
    }
  }

  private static String trials(Findings findings) {
    CsvTables csv =
        new CsvTables("data", "l2", "method", "trial", "winner", "finalLoss", "values", "runFiles");
    for (TaskView task : findings.tasks()) {
      for (MethodView m : task.methods()) {
        for (int t = 0; t < m.result().trials().size(); t++) {
          Trial trial = m.result().trials().get(t);
          String values =
              new TreeMap<>(trial.values())
                  .entrySet().stream()
                      .map(e -> e.getKey() + "=" + e.getValue())
                      .collect(Collectors.joining(" "));
          csv.line(
              task.task().data(),
              task.task().l2(),
              m.name(),
              t,
              t == m.result().winner(),
              trial.finalLoss(),
              values,
              String.join(" ", trial.runFiles()));
        }
      }
    }
    return csv.text.toString();
  }

  private static String curves(Findings findings) {
    CsvTables csv =
        new CsvTables("data", "l2", "method", "figure", "step", "mean", "lowest", "highest", "sd");
    for (TaskView task : findings.tasks()) {
      for (MethodView m : task.methods()) {
        csv.curve(task, m.name(), "loss", m.curve());
        m.more().forEach((figure, curve) -> csv.curve(task, m.name(), figure, curve));
      }
    }
    return csv.text.toString();
  }

  private void curve(TaskView task, String method, String figure, MeanCurve curve) {
    for (int i = 0; i < task.steps().length; i++) {
      line(
          task.task().data(),
          task.task().l2(),
          method,
          figure,
          task.steps()[i],
          curve.mean()[i],
          curve.low()[i],
          curve.high()[i],
          curve.sd()[i]);
    }
  }

  private static String overhead(Findings findings) {
    CsvTables csv =
        new CsvTables(
            "data",
            "l2",
            "method",
            "stepMicros",
            "optimizerMicros",
            "ratioToSgd",
            "ratioLow",
            "ratioHigh",
            "rounds");
    for (TaskView task : findings.tasks()) {
      for (OverheadResult o : task.task().overhead()) {
        csv.line(
            task.task().data(),
            task.task().l2(),
            o.method(),
            o.stepMicros(),
            o.optimizerMicros(),
            o.ratioToSgd(),
            o.ratioLow(),
            o.ratioHigh(),
            o.rounds());
      }
    }
    return csv.text.toString();
  }

  private void line(@Nullable Object... values) {
    List<String> fields = new ArrayList<>();
    Stream.of(values).forEach(value -> fields.add(field(value)));
    text.append(String.join(",", fields)).append("\r\n");
  }

  private static String field(@Nullable Object value) {
    if (value == null || (value instanceof Double number && number.isNaN())) {
      return "";
    }
    String plain = String.valueOf(value);
    return plain.matches("(?s).*[\",\r\n].*") ? '"' + plain.replace("\"", "\"\"") + '"' : plain;
  }
}
