package org.trainopt.experiments.study;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.trainopt.experiments.config.LogisticSettings;
import org.trainopt.experiments.config.RunConfig;
import org.trainopt.experiments.config.TaskSettings;
import org.trainopt.experiments.run.Problem;
import org.trainopt.experiments.run.RunRecord;
import org.trainopt.experiments.run.RunRecord.Point;
import org.trainopt.experiments.study.StudyResult.Axis;
import org.trainopt.experiments.study.StudyResult.ControlResult;
import org.trainopt.experiments.study.StudyResult.Curve;
import org.trainopt.experiments.study.StudyResult.MethodResult;
import org.trainopt.experiments.study.StudyResult.OptimumInfo;
import org.trainopt.experiments.study.StudyResult.OverheadResult;
import org.trainopt.experiments.study.StudyResult.TaskResult;
import org.trainopt.experiments.study.StudyResult.Trial;
import org.trainopt.experiments.task.OptimumCache;

/** One task of a study: tuning, reported runs, controls, overhead. */
final class TaskStudy {
  /** Share of a range at either end that counts as its edge. */
  private static final double EDGE = 0.1;

  private final Preset preset;
  private final long masterSeed;
  private final TaskSettings task;
  private final List<Method> methods;
  private final Problem problem;
  private final RunPool pool;
  private final OptimumCache optima;

  TaskStudy(
      Preset preset,
      long masterSeed,
      TaskSettings task,
      Problem problem,
      RunPool pool,
      OptimumCache optima) {
    this.preset = preset;
    this.masterSeed = masterSeed;
    this.task = task;
    this.methods = Methods.of(task.task());
    this.problem = problem;
    this.pool = pool;
    this.optima = optima;
  }

  /**
   * Units of work of one task: its runs, one for the optimum, and one a method for the overhead.
   */
  static long units(Preset preset) {
    long methods = Methods.of(preset.task()).size();
    long tuning = methods * preset.trials() * preset.tuningSeeds();
    long reported = (methods + 2) * preset.reportedSeeds();
    return tuning + reported + 1 + methods;
  }

  TaskResult run(Progress progress) {
    OptimumInfo optimum = problem.optimum(optima);
    progress.advance(1, title());
    List<MethodResult> results = new ArrayList<>();
    List<ControlResult> controls = new ArrayList<>();
    Map<String, Map<String, String>> winners = new HashMap<>();
    for (Method method : methods) {
      List<Trial> trials = tune(method);
      int best = best(trials);
      Map<String, String> values = trials.get(best).values();
      winners.put(method.name(), values);
      List<RunConfig> configs = new ArrayList<>();
      for (int k = 0; k < preset.reportedSeeds(); k++) {
        configs.add(config(method, values, Seeds.reported(masterSeed, k)));
      }
      List<RunRecord> runs = pool.runAll(problem, configs, title() + ", " + method.name());
      results.add(
          new MethodResult(
              method.name(),
              method.space(),
              trials,
              best,
              onEdge(method, values),
              curves(configs, runs),
              runs.get(0).stateBytes()));
      if (method.name().equals(Methods.ADAM)) {
        controls = controls(method, values);
      }
    }
    List<OverheadResult> overhead =
        new OverheadMeter(preset, methods, problem, pool.execution())
            .measure(winners, progress, title());
    return new TaskResult(
        task.task(),
        problem.title(),
        problem.sha256(),
        lambda(),
        problem.about(),
        problem.dimension(),
        preset.steps(),
        preset.batchSize(),
        optimum,
        results,
        controls,
        overhead);
  }

  private @Nullable Double lambda() {
    return task instanceof LogisticSettings logistic ? logistic.l2() : null;
  }

  private String title() {
    Double l2 = lambda();
    return problem.title() + (l2 == null ? "" : ", λ = " + l2);
  }

  private List<Trial> tune(Method method) {
    List<RunConfig> configs = new ArrayList<>();
    for (int trial = 0; trial < preset.trials(); trial++) {
      Map<String, String> values = SearchPoints.at(method.space(), trial, masterSeed);
      for (int k = 0; k < preset.tuningSeeds(); k++) {
        configs.add(config(method, values, Seeds.tuning(masterSeed, k)));
      }
    }
    List<RunRecord> runs = pool.runAll(problem, configs, title() + ", tuning " + method.name());
    List<Trial> trials = new ArrayList<>();
    for (int trial = 0; trial < preset.trials(); trial++) {
      double sum = 0;
      List<String> files = new ArrayList<>();
      for (int k = 0; k < preset.tuningSeeds(); k++) {
        int at = trial * preset.tuningSeeds() + k;
        sum += runs.get(at).finalLoss();
        files.add(pool.fileName(problem, configs.get(at)));
      }
      trials.add(
          new Trial(
              SearchPoints.at(method.space(), trial, masterSeed),
              sum / preset.tuningSeeds(),
              files));
    }
    return trials;
  }

  /** The trial of lowest final loss; the first of equals. */
  private static int best(List<Trial> trials) {
    int best = 0;
    for (int i = 1; i < trials.size(); i++) {
      if (trials.get(i).finalLoss() < trials.get(best).finalLoss()) {
        best = i;
      }
    }
    return best;
  }

  private List<ControlResult> controls(Method adam, Map<String, String> values) {
    List<RunConfig> otherSeeds = new ArrayList<>();
    List<RunConfig> tooSlow = new ArrayList<>();
    Map<String, String> hundredth = new HashMap<>(values);
    hundredth.computeIfPresent(
        "learningRate", (key, rate) -> Double.toString(Double.parseDouble(rate) / 100));
    for (int k = 0; k < preset.reportedSeeds(); k++) {
      otherSeeds.add(config(adam, values, Seeds.control(masterSeed, k)));
      tooSlow.add(config(adam, hundredth, Seeds.reported(masterSeed, k)));
    }
    String what = title() + ", controls";
    return List.of(
        new ControlResult(
            "Adam with other seeds",
            "no difference",
            curves(otherSeeds, pool.runAll(problem, otherSeeds, what))),
        new ControlResult(
            "Adam, learning rate / 100",
            "worse",
            curves(tooSlow, pool.runAll(problem, tooSlow, what))));
  }

  private RunConfig config(Method method, Map<String, String> values, long seed) {
    return new RunConfig(
        task,
        preset.steps(),
        preset.batchSize(),
        seed,
        preset.points(),
        null,
        null,
        method.spec(values, preset.steps()).withSeed(seed));
  }

  private List<Curve> curves(List<RunConfig> configs, List<RunRecord> runs) {
    List<Curve> curves = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      RunConfig config = configs.get(i);
      RunRecord run = runs.get(i);
      curves.add(curve(config.seed(), pool.fileName(problem, config), run));
    }
    return curves;
  }

  private static Curve curve(long seed, String file, RunRecord run) {
    List<Point> points = run.points();
    Map<String, double[]> more = new LinkedHashMap<>();
    for (int i = 0; i < points.size(); i++) {
      for (Map.Entry<String, Double> figure : points.get(i).figures().more().entrySet()) {
        more.computeIfAbsent(figure.getKey(), key -> new double[points.size()])[i] =
            figure.getValue();
      }
    }
    return new Curve(
        seed,
        file,
        run.diverged(),
        points.stream().mapToInt(Point::step).toArray(),
        points.stream().mapToDouble(point -> point.figures().loss()).toArray(),
        more,
        run.seconds());
  }

  private static List<String> onEdge(Method method, Map<String, String> values) {
    List<String> edges = new ArrayList<>();
    for (Axis axis : method.space()) {
      if (!axis.isChoice()) {
        double at = SearchPoints.position(axis, String.valueOf(values.get(axis.name())));
        if (at < EDGE || at > 1 - EDGE) {
          edges.add(axis.name());
        }
      }
    }
    return edges;
  }
}
