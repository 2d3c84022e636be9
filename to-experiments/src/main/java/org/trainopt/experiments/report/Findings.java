package org.trainopt.experiments.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.trainopt.experiments.study.StudyResult;
import org.trainopt.experiments.study.StudyResult.ControlResult;
import org.trainopt.experiments.study.StudyResult.TaskResult;

/** Everything the report says, computed once from a study. */
final class Findings {
  /**
   * A control's outcome on one task.
   *
   * @param comparison the control against Adam
   * @param expected what it must come out as
   * @param passed whether it did
   */
  record Control(Comparison comparison, String expected, boolean passed) {}

  private final StudyResult study;
  private final List<TaskView> tasks = new ArrayList<>();
  private final List<String> methods;
  private final Map<String, List<Comparison>> lossToAdam = new LinkedHashMap<>();
  private final Map<String, List<Comparison>> stepsToAdam = new LinkedHashMap<>();
  private final Map<String, List<Comparison>> lossToMomentum = new LinkedHashMap<>();
  private final List<Control> controls = new ArrayList<>();
  private final List<Comparison> lostToSpecialCase = new ArrayList<>();

  Findings(StudyResult study) {
    this.study = study;
    for (TaskResult task : study.tasks()) {
      tasks.add(new TaskView(task, tasks.size() + 1, study.masterSeed()));
    }
    methods =
        tasks.stream().flatMap(t -> t.methods().stream()).map(MethodView::name).distinct().toList();
    for (String method : methods) {
      if (!method.equals(Names.ADAM)) {
        lossToAdam.put(method, Comparison.ofLoss(tasks, method, Names.ADAM));
        stepsToAdam.put(method, Comparison.ofSteps(tasks, method, Names.ADAM));
      }
      if (Names.isPlainTrainable(method)) {
        lossToMomentum.put(method, Comparison.ofLoss(tasks, method, Names.MOMENTUM));
      }
      for (String special : Names.specialCases(method)) {
        for (Comparison c : Comparison.ofLoss(tasks, method, special)) {
          // A warning is no claim: the uncorrected interval is enough for it.
          if (c.test().interval(Comparison.ALPHA).isAbove(1)) {
            lostToSpecialCase.add(c);
          }
        }
      }
    }
    List<ControlResult> all = study.tasks().stream().flatMap(t -> t.controls().stream()).toList();
    for (String name : all.stream().map(ControlResult::name).distinct().toList()) {
      for (Comparison c : Comparison.ofControl(tasks, name)) {
        c.task().control(name).ifPresent(k -> controls.add(control(c, k.expected())));
      }
    }
  }

  private static Control control(Comparison comparison, String expected) {
    boolean passed =
        expected.equals("worse")
            ? comparison.verdict() == Verdict.WORSE
            : comparison.verdict() == Verdict.NO_DIFFERENCE;
    return new Control(comparison, expected, passed);
  }

  StudyResult study() {
    return study;
  }

  Family family() {
    return Family.of(study);
  }

  List<TaskView> tasks() {
    return tasks;
  }

  /** The methods' names in display order, each once. */
  List<String> methods() {
    return methods;
  }

  /** The λ's of the tasks, ascending; none where tasks have none. */
  List<Double> lambdas() {
    TreeSet<Double> values = new TreeSet<>();
    study.tasks().stream().map(TaskResult::l2).filter(Objects::nonNull).forEach(values::add);
    return List.copyOf(values);
  }

  /** Every method but Adam against Adam by final loss; one comparison a task. */
  Map<String, List<Comparison>> lossToAdam() {
    return lossToAdam;
  }

  /** Every method but Adam against Adam by steps to the target. */
  Map<String, List<Comparison>> stepsToAdam() {
    return stepsToAdam;
  }

  /** The ablation: plain TO variants against b alone. */
  Map<String, List<Comparison>> lossToMomentum() {
    return lossToMomentum;
  }

  List<Control> controls() {
    return controls;
  }

  long failedControls() {
    return controls.stream().filter(c -> !c.passed()).count();
  }

  /** Where a TO variant is worse than a method it contains (95 % interval, not corrected). */
  List<Comparison> lostToSpecialCase() {
    return lostToSpecialCase;
  }

  /** The comparison of a map's method on a task. */
  static Optional<Comparison> at(
      Map<String, List<Comparison>> comparisons, String method, TaskView task) {
    return comparisons.getOrDefault(method, List.of()).stream()
        .filter(c -> c.task() == task)
        .findFirst();
  }

  /** How many of a method's comparisons came out so, on tasks of one kind. */
  static long count(List<Comparison> comparisons, Verdict verdict, Predicate<TaskView> kind) {
    return comparisons.stream().filter(c -> c.verdict() == verdict && kind.test(c.task())).count();
  }
}
