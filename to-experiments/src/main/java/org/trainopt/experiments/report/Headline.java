package org.trainopt.experiments.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.Collectors;
import org.trainopt.experiments.study.StudyResult.OverheadResult;

/** The study's answer in words, made from the numbers. */
final class Headline {
  static final String QUESTION =
      "Does training a gradient estimate along with the weights beat tuned Adam?";

  /**
   * One thing found.
   *
   * @param lead what it is about
   * @param text what was found
   */
  record Point(String lead, String text) {}

  private final Findings findings;
  private final List<TaskView> tasks;

  Headline(Findings findings) {
    this.findings = findings;
    this.tasks = findings.tasks();
  }

  /** The answer, a few sentences. */
  List<String> answer() {
    return List.of(lowest(), againstAdam(), whatAdds());
  }

  private String lowest() {
    Map<String, Long> wins =
        tasks.stream()
            .flatMap(t -> t.methods().stream())
            .filter(MethodView::isBest)
            .collect(
                Collectors.groupingBy(MethodView::name, LinkedHashMap::new, Collectors.counting()));
    List<String> parts = new ArrayList<>();
    wins.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .forEach(
            e ->
                parts.add(
                    e.getKey()
                        + " on "
                        + (parts.isEmpty() ? share(e.getValue()) : e.getValue().toString())));
    if (parts.isEmpty()) {
      return "Every method diverged on every task.";
    }
    return "The lowest mean final loss is reached by " + list(parts) + ".";
  }

  private String againstAdam() {
    Map<String, List<Comparison>> trainable = trainable(findings.lossToAdam());
    if (trainable.values().stream().allMatch(List::isEmpty)) {
      return "No TO variant was compared with Adam.";
    }
    long better = tasksWith(trainable, Verdict.BETTER, t -> true);
    long beaten =
        tasks.stream()
            .filter(
                t ->
                    trainable.keySet().stream()
                        .allMatch(m -> is(Findings.at(trainable, m, t), Verdict.WORSE)))
            .count();
    String lost = beaten == 0 ? "" : "; every variant is shown to end worse on " + share(beaten);
    if (better == 0) {
      return "No TO variant is shown to end better than tuned Adam on any task" + lost + ".";
    }
    long convex = tasksWith(trainable, Verdict.BETTER, TaskView::isConvex);
    String where =
        findings.family().isNetwork() || tasks.stream().allMatch(TaskView::isConvex)
            ? ""
            : convex == better
                ? ", all of them with λ > 0"
                : ", " + (convex == 0 ? "none" : convex) + " of them with λ > 0";
    return "At least one TO variant is shown to end better than tuned Adam on "
        + share(better)
        + where
        + lost
        + ".";
  }

  private static boolean is(Optional<Comparison> comparison, Verdict verdict) {
    return comparison.filter(c -> c.verdict() == verdict).isPresent();
  }

  private String whatAdds() {
    Map<String, List<Comparison>> ablation = findings.lossToMomentum();
    if (ablation.values().stream().allMatch(List::isEmpty)) {
      return "No TO variant was compared with b alone, which is momentum.";
    }
    long better = tasksWith(ablation, Verdict.BETTER, t -> true);
    long worse = tasksWith(ablation, Verdict.WORSE, t -> true);
    String shown =
        better == 0
            ? "Training A is not shown to add anything over b alone, which is momentum"
            : "Training A is shown to help over b alone, which is momentum, on " + share(better);
    String harm =
        worse == 0
            ? ""
            : better == 0
                ? ", and on " + Numbers.plural(worse, "task") + " it did harm"
                : ", and to do harm on " + worse;
    return shown + harm + ratios(ablation) + ".";
  }

  private String share(long part) {
    return Numbers.share(part, tasks.size(), "task");
  }

  /** The details behind the answer. */
  List<Point> points() {
    List<Point> points = new ArrayList<>();
    Map<String, List<Comparison>> loss = trainable(findings.lossToAdam());
    Map<String, List<Comparison>> steps = trainable(findings.stepsToAdam());
    Predicate<TaskView> convex = TaskView::isConvex;
    if (findings.family().isNetwork()) {
      points.add(new Point("Final loss against Adam", tally(loss, t -> true, false)));
      points.add(new Point("Speed to Adam’s loss", tally(steps, t -> true, true)));
      points.add(
          new Point("A against b alone", tally(findings.lossToMomentum(), t -> true, false)));
      points.add(new Point("An iteration’s time over SGD’s", cost()));
      points.add(new Point("Controls", controls()));
      return points;
    }
    if (tasks.stream().anyMatch(convex)) {
      points.add(new Point("Final loss against Adam, λ > 0", tally(loss, convex, false)));
    }
    if (!tasks.stream().allMatch(convex)) {
      points.add(new Point("Final loss against Adam, λ = 0", tally(loss, convex.negate(), false)));
    }
    points.add(new Point("Speed to Adam’s loss", tally(steps, t -> true, true)));
    points.add(new Point("A against b alone", tally(findings.lossToMomentum(), t -> true, false)));
    points.add(new Point("Controls", controls()));
    return points;
  }

  /** The TO family's cost, measured and from the parts. */
  private String cost() {
    double[] whole = costs((task, method) -> task.overhead(method).orElseThrow().ratioToSgd());
    double[] parts = costs(TaskView::ratioFromParts);
    return whole.length == 0
        ? "Not measured."
        : "TO from "
            + range(parts)
            + ", gradient and optimizer timed apart; from "
            + range(whole)
            + " as medians of whole iterations, which show what else the machine was doing.";
  }

  private double[] costs(ToDoubleBiFunction<TaskView, String> ratio) {
    return tasks.stream()
        .flatMapToDouble(
            t ->
                t.task().overhead().stream()
                    .map(OverheadResult::method)
                    .filter(Names::isTrainable)
                    .mapToDouble(method -> ratio.applyAsDouble(t, method)))
        .sorted()
        .toArray();
  }

  private static String range(double[] sorted) {
    return Numbers.ratio(sorted[0]) + " to " + Numbers.ratio(sorted[sorted.length - 1]);
  }

  private String controls() {
    int all = findings.controls().size();
    long failed = findings.failedControls();
    if (all == 0) {
      return "None were run: nothing vouches for the comparisons.";
    }
    return failed == 0
        ? "All " + all + " came out as they must."
        : failed + " of " + all + " FAILED: do not trust the comparisons before that is explained.";
  }

  /** What must not be missed beside the answer, if anything. */
  Optional<String> warning() {
    return findings.failedControls() == 0
        ? Optional.empty()
        : Optional.of("Controls: " + controls());
  }

  /** Methods with the same outcome are named together. */
  private String tally(
      Map<String, List<Comparison>> comparisons, Predicate<TaskView> kind, boolean speed) {
    long n = tasks.stream().filter(kind).count();
    Map<String, List<String>> names = new LinkedHashMap<>();
    comparisons.forEach(
        (method, list) -> {
          long better = Findings.count(list, Verdict.BETTER, kind);
          long worse = Findings.count(list, Verdict.WORSE, kind);
          names
              .computeIfAbsent(outcome(better, worse, n, speed), k -> new ArrayList<>())
              .add(method);
        });
    return names.entrySet().stream()
            .map(e -> list(e.getValue()) + ": " + e.getKey())
            .collect(Collectors.joining("; "))
        + ".";
  }

  private static String outcome(long better, long worse, long n, boolean speed) {
    if (better == 0 && worse == 0) {
      return "no difference shown" + (n == 1 ? "" : " on any of " + Numbers.plural(n, "task"));
    }
    String good = speed ? "faster on " : "better on ";
    String bad = speed ? "slower on " : "worse on ";
    if (better == 0) {
      return bad + Numbers.share(worse, n, "task");
    }
    return good + Numbers.share(better, n, "task") + (worse == 0 ? "" : ", " + bad + worse);
  }

  private static String ratios(Map<String, List<Comparison>> comparisons) {
    double[] ratios =
        comparisons.values().stream()
            .flatMap(List::stream)
            .mapToDouble(c -> c.test().ratio())
            .filter(Double::isFinite)
            .sorted()
            .toArray();
    return ratios.length == 0
        ? ""
        : "; the ratios to momentum run from "
            + Numbers.ratio(ratios[0])
            + " to "
            + Numbers.ratio(ratios[ratios.length - 1]);
  }

  private static long tasksWith(
      Map<String, List<Comparison>> comparisons, Verdict verdict, Predicate<TaskView> kind) {
    return comparisons.values().stream()
        .flatMap(List::stream)
        .filter(c -> c.verdict() == verdict && kind.test(c.task()))
        .map(Comparison::task)
        .distinct()
        .count();
  }

  private static Map<String, List<Comparison>> trainable(
      Map<String, List<Comparison>> comparisons) {
    Map<String, List<Comparison>> chosen = new LinkedHashMap<>();
    comparisons.forEach(
        (method, list) -> {
          if (Names.isTrainable(method)) {
            chosen.put(method, list);
          }
        });
    return chosen;
  }

  /** {@code a, b and c}. */
  static String list(List<String> parts) {
    int last = parts.size() - 1;
    return last < 1
        ? String.join("", parts)
        : String.join(", ", parts.subList(0, last)) + " and " + parts.get(last);
  }
}
