package org.trainopt.experiments.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.trainopt.experiments.stats.Holm;
import org.trainopt.experiments.stats.Interval;
import org.trainopt.experiments.stats.RatioTest;
import org.trainopt.experiments.study.StudyResult.ControlResult;
import org.trainopt.experiments.study.StudyResult.Curve;

/**
 * A method held against a rival on one task, corrected over all tasks (Holm).
 *
 * @param task where
 * @param method whose values are the numerator
 * @param rival whose values are the denominator
 * @param test the ratio and its test, uncorrected
 * @param adjustedP the corrected p-value
 * @param interval the ratio's corrected interval
 * @param verdict what the corrected interval says
 */
record Comparison(
    TaskView task,
    String method,
    String rival,
    RatioTest test,
    double adjustedP,
    Interval interval,
    Verdict verdict) {

  /** The chance of one false claim or more over the tasks of one comparison. */
  static final double ALPHA = 0.05;

  private record Pair(TaskView task, RatioTest test) {}

  /** Two methods by their final losses, on every task that has both. */
  static List<Comparison> ofLoss(List<TaskView> tasks, String method, String rival) {
    return ofMethods(tasks, method, rival, MethodView::measured);
  }

  /** Two methods by their steps to the target, on every task that has both. */
  static List<Comparison> ofSteps(List<TaskView> tasks, String method, String rival) {
    return ofMethods(tasks, method, rival, MethodView::stepsToTarget);
  }

  /** A control by its final losses against Adam's. */
  static List<Comparison> ofControl(List<TaskView> tasks, String control) {
    List<Pair> pairs = new ArrayList<>();
    for (TaskView task : tasks) {
      Optional<ControlResult> ours = task.control(control);
      Optional<MethodView> adam = task.method(Names.ADAM);
      if (ours.isPresent() && adam.isPresent()) {
        List<Curve> runs = ours.get().runs();
        List<Curve> rivals = adam.get().result().runs();
        pairs.add(new Pair(task, test(runs, rivals, task.measured(runs), adam.get().measured())));
      }
    }
    return corrected(pairs, control, Names.ADAM);
  }

  private static List<Comparison> ofMethods(
      List<TaskView> tasks, String method, String rival, Function<MethodView, double[]> values) {
    List<Pair> pairs = new ArrayList<>();
    for (TaskView task : tasks) {
      Optional<MethodView> ours = task.method(method);
      Optional<MethodView> theirs = task.method(rival);
      if (ours.isPresent() && theirs.isPresent()) {
        pairs.add(
            new Pair(
                task,
                test(
                    ours.get().result().runs(),
                    theirs.get().result().runs(),
                    values.apply(ours.get()),
                    values.apply(theirs.get()))));
      }
    }
    return corrected(pairs, method, rival);
  }

  /** Paired where the seeds are the same ones, in the same order. */
  private static RatioTest test(
      List<Curve> ours, List<Curve> theirs, double[] ourValues, double[] theirValues) {
    List<Long> seeds = theirs.stream().map(Curve::seed).toList();
    return ours.stream().map(Curve::seed).toList().equals(seeds)
        ? RatioTest.paired(ourValues, theirValues)
        : RatioTest.unpaired(ourValues, theirValues);
  }

  private static List<Comparison> corrected(List<Pair> pairs, String method, String rival) {
    double[] p = pairs.stream().mapToDouble(pair -> pair.test().pValue()).toArray();
    Holm holm = new Holm(p, ALPHA);
    List<Comparison> comparisons = new ArrayList<>();
    for (int i = 0; i < p.length; i++) {
      RatioTest test = pairs.get(i).test();
      Interval interval = test.interval(holm.level(i));
      comparisons.add(
          new Comparison(
              pairs.get(i).task(),
              method,
              rival,
              test,
              holm.adjusted(i),
              interval,
              Verdict.of(interval)));
    }
    return comparisons;
  }
}
