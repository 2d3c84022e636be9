package org.trainopt.experiments.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.trainopt.experiments.stats.Bootstrap;
import org.trainopt.experiments.stats.RatioTest;
import org.trainopt.experiments.stats.Summary;
import org.trainopt.experiments.study.StudyResult.ControlResult;
import org.trainopt.experiments.study.StudyResult.Curve;
import org.trainopt.experiments.study.StudyResult.MethodResult;
import org.trainopt.experiments.study.StudyResult.OptimumInfo;
import org.trainopt.experiments.study.StudyResult.OverheadResult;
import org.trainopt.experiments.study.StudyResult.TaskResult;

/** One task with everything the report says about it alone. */
final class TaskView {
  /** Excess losses below this many times the optimum's own error are not told apart by ratios. */
  private static final double GAPS = 10;

  private final TaskResult task;
  private final int number;
  private final int[] steps;
  private final List<Metric> metrics;
  private final double zero;
  private final double target;
  private final List<MethodView> methods = new ArrayList<>();

  /**
   * @param number the task's place in the study, from 1
   * @param seed of the bootstrap
   */
  TaskView(TaskResult task, int number, long seed) {
    this.task = task;
    this.number = number;
    List<Curve> all = task.methods().stream().flatMap(m -> m.runs().stream()).toList();
    steps = MeanCurve.steps(all);
    metrics = Metric.of(all);
    zero = zero(task, all);
    target =
        task.methods().stream()
            .filter(m -> m.method().equals(Names.ADAM))
            .flatMapToDouble(m -> Arrays.stream(finals(m.runs())))
            .filter(Double::isFinite)
            .max()
            .orElse(Double.NaN);
    double[] means =
        task.methods().stream().mapToDouble(m -> Summary.of(finals(m.runs())).mean()).toArray();
    double lowest = Arrays.stream(means).min().orElse(Double.NaN);
    double[] best = new double[0];
    for (int m = 0; m < means.length; m++) {
      if (means[m] == lowest) {
        best = measured(task.methods().get(m).runs());
        break;
      }
    }
    for (int m = 0; m < means.length; m++) {
      double mean = means[m];
      int rank = 1 + (int) Arrays.stream(means).filter(other -> other < mean).count();
      methods.add(view(task.methods().get(m), rank, best, seed + 31L * number + m));
    }
  }

  private MethodView view(MethodResult method, int rank, double[] best, long seed) {
    double[] finals = finals(method.runs());
    double[] measured = measured(method.runs());
    boolean nearBest =
        rank > 1
            && measured.length == best.length
            && !RatioTest.paired(measured, best).interval(0.05).isAbove(1);
    return new MethodView(
        method,
        finals,
        measured,
        method.runs().stream().mapToDouble(run -> MeanCurve.stepsTo(target, run)).toArray(),
        Summary.of(finals),
        Bootstrap.median(finals, seed),
        MeanCurve.of(method.runs(), steps, Curve::loss),
        more(method.runs()),
        rank,
        nearBest);
  }

  private Map<String, MeanCurve> more(List<Curve> runs) {
    Map<String, MeanCurve> curves = new LinkedHashMap<>();
    for (Metric metric : metrics) {
      curves.put(metric.key(), MeanCurve.of(runs, steps, metric::values));
    }
    return curves;
  }

  /**
   * What losses are measured from in ratios: F* if every final loss is clear of it by its error,
   * else 0.
   */
  private static double zero(TaskResult task, List<Curve> runs) {
    OptimumInfo optimum = task.optimum();
    if (optimum == null) {
      return 0;
    }
    double least =
        Stream.concat(runs.stream(), task.controls().stream().flatMap(c -> c.runs().stream()))
            .mapToDouble(Curve::finalLoss)
            .min()
            .orElse(optimum.value());
    return least - optimum.value() > GAPS * Math.max(0, optimum.gap()) ? optimum.value() : 0;
  }

  static double[] finals(List<Curve> runs) {
    return runs.stream().mapToDouble(Curve::finalLoss).toArray();
  }

  /** The final losses as ratios take them: in excess of F* where that is known; above 0 always. */
  double[] measured(List<Curve> runs) {
    return Arrays.stream(finals(runs))
        .map(loss -> Math.max(loss - zero, Double.MIN_NORMAL))
        .toArray();
  }

  TaskResult task() {
    return task;
  }

  Family family() {
    return Family.of(task.task());
  }

  /** Whether the objective is strongly convex: λ > 0. */
  boolean isConvex() {
    return task.l2() != null && task.l2() > 0;
  }

  /** The figures beside the loss. */
  List<Metric> metrics() {
    return metrics;
  }

  /** The cost of a method's step; empty if it was not measured. */
  Optional<OverheadResult> overhead(String method) {
    return task.overhead().stream().filter(o -> o.method().equals(method)).findFirst();
  }

  /** The time of a gradient, which is the same work for all methods: the median of theirs. */
  private double gradientMicros() {
    double[] each =
        task.overhead().stream().mapToDouble(o -> o.stepMicros() - o.optimizerMicros()).toArray();
    return each.length == 0 ? Double.NaN : Summary.of(each).median();
  }

  /** The time of a method's iteration: a gradient and its own optimizer; NaN if not measured. */
  double iterationMicros(String method) {
    return overhead(method).map(o -> gradientMicros() + o.optimizerMicros()).orElse(Double.NaN);
  }

  /** The time of a method's iteration over that of SGD's, both from their parts. */
  double ratioFromParts(String method) {
    return iterationMicros(method) / iterationMicros(Names.SGD);
  }

  /** Seconds of the method's steps up to each of {@link #steps}; empty if they were not timed. */
  double[] seconds(String method) {
    double micros = iterationMicros(method);
    return Double.isNaN(micros)
        ? new double[0]
        : Arrays.stream(steps).mapToDouble(step -> step * micros * 1e-6).toArray();
  }

  /** The task's name, which no line break tears at the equals sign. */
  String title() {
    return task.title().replace(" = ", "\u00a0=\u00a0");
  }

  /** The task's place in the study, from 1. */
  int number() {
    return number;
  }

  /** A name for files and anchors, of letters, digits, dots and dashes: {@code 2-digits-0.01}. */
  String slug() {
    String last = task.data().substring(task.data().lastIndexOf('/') + 1);
    String plain = last.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    return number + "-" + plain + (task.l2() == null ? "" : "-" + TaskResult.lambda(task.l2()));
  }

  /** The steps at which curves have a point. */
  int[] steps() {
    return steps;
  }

  /** What ratios on this task are ratios of. */
  String measure() {
    return zero == 0 ? "loss" : "excess loss";
  }

  /**
   * The loss that speed is measured to: the worst final loss of Adam's runs that did not diverge.
   */
  double target() {
    return target;
  }

  /** tr(H⁻¹Σ)/(2n) for all rows a run draws; NaN if it is not known. */
  double samplingLimit() {
    OptimumInfo optimum = task.optimum();
    if (optimum == null || optimum.samplingTrace() == null) {
      return Double.NaN;
    }
    return optimum.samplingTrace() / (2.0 * task.steps() * task.batchSize());
  }

  List<MethodView> methods() {
    return methods;
  }

  Optional<MethodView> method(String name) {
    return methods.stream().filter(m -> m.name().equals(name)).findFirst();
  }

  Optional<ControlResult> control(String name) {
    return task.controls().stream().filter(c -> c.name().equals(name)).findFirst();
  }
}
