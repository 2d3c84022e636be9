package org.trainopt.experiments.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.trainopt.experiments.study.StudyResult.Provenance;
import org.trainopt.experiments.study.StudyResult.TaskResult;

/** What the report says in prose, for the page and for Markdown. */
final class TextSections {
  private TextSections() {}

  /** The study in one line. */
  static String size(Findings findings) {
    List<TaskResult> tasks = findings.study().tasks();
    return Numbers.plural(tasks.size(), "task")
        + ", "
        + Numbers.plural(findings.methods().size(), "method")
        + ", "
        + numbers(tasks, t -> t.methods().stream().map(m -> m.trials().size()).toList())
        + " tuning trials each, "
        + numbers(tasks, t -> t.methods().stream().map(m -> m.runs().size()).toList())
        + " reported seeds, "
        + numbers(tasks, t -> List.of(t.steps()))
        + " steps of "
        + numbers(tasks, t -> List.of(t.batchSize()))
        + " rows";
  }

  private static String numbers(
      List<TaskResult> tasks, Function<TaskResult, List<Integer>> values) {
    return tasks.stream()
        .flatMap(t -> values.apply(t).stream())
        .distinct()
        .sorted()
        .map(Numbers::count)
        .collect(Collectors.joining(" or "));
  }

  /** How the numbers were made. */
  static List<String> protocol() {
    return List.of(
        "The tasks are multinomial logistic regression with L2 term λ/2 ‖w‖² on standardised"
            + " features, all weights and biases in one vector, from w = 0. With λ > 0 they are"
            + " strongly convex.",
        "Every method was tuned with the same number of trials on the same points of the axes it"
            + " shares with others, chose among the same learning-rate schedules, and then ran on"
            + " seeds that no trial had seen.",
        "Seeds are paired: batches depend on the master seed and the repetition, never on the"
            + " method.",
        "A diverged run counts as a loss of ∞ and a time of ∞ in every mean, median and test.",
        "Intervals of medians are 95 % percentile bootstrap intervals over whole runs (2000"
            + " resamples). For so few runs they are somewhat too narrow; no verdict rests on"
            + " them.",
        "Curves are means over the seeds; bands reach from the lowest to the highest run.",
        "“Better”, “worse”, “faster” and “slower” are said only if the ratio’s interval lies on one"
            + " side of 1: a paired t interval of log ratios, corrected over the tasks (Holm, 5 %)"
            + " for each method. Where a run has no finite value the exact sign test stands in, and"
            + " never claims anything in favour of the side that diverged.");
  }

  /** What is not as in the paper. */
  static List<String> differences() {
    return List.of(
        "The paper is Wang & Klabjan, “A Trainable Optimizer”, arXiv 2508.01764. Its full text was"
            + " not available to us, only what is said about it in summary.",
        "The paper compares SGD, Momentum, Adagrad, RMSProp and ADAM with TO on logistic regression"
            + " on four data sets: Figures 1 and 4 show min–max standardised training loss with"
            + " λ = 0, Figure 5 its standard deviation over seeds, and tables give losses with"
            + " λ > 0.",
        "Data sets, batch sizes, λ, step counts, schedules, initial values and tuning are our own"
            + " choices; none of them is to be read as the paper’s.",
        "The order within a step (train the estimate first, then use it) and the normalised"
            + " estimator step (ρ in place of α) are ours too. In standardised curves 0 is the lowest"
            + " mean loss of all methods on a task and 1 is the initial loss.",
        "TO with Adam’s scaling and the excess loss F − F* are our additions.");
  }

  /** What made the numbers: labels and values. */
  static List<List<String>> provenance(Findings findings) {
    Provenance p = findings.study().provenance();
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("trainopt", p.version()));
    rows.add(
        List.of(
            "Preset, master seed",
            findings.study().preset() + ", " + findings.study().masterSeed()));
    rows.add(List.of("Kernels", p.kernels()));
    rows.add(List.of("BLAS", p.blas()));
    rows.add(List.of("Java", p.jvm()));
    rows.add(List.of("Machine", p.machine()));
    rows.add(List.of("Started", p.started()));
    rows.add(List.of("Last session took", Numbers.duration(p.wallSeconds())));
    rows.add(List.of("Command", p.command()));
    rows.add(List.of("One run again", "./to run --config RUN_FILE"));
    return rows;
  }
}
