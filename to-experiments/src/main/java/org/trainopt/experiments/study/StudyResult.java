package org.trainopt.experiments.study;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything one study found, as {@code study.json} stores it and the report shows it. A study is a
 * set of tasks; on each task every method was tuned with the same budget and then run on the same
 * reported seeds.
 *
 * @param preset the preset's name ({@code quick}, {@code full})
 * @param masterSeed the seed that batches and search points derive from
 * @param tasks one entry a task, in the order they were run
 * @param provenance what made these numbers
 */
public record StudyResult(
    String preset, long masterSeed, List<TaskResult> tasks, Provenance provenance) {

  /**
   * One task: a data set and an objective.
   *
   * @param task the task family: {@code logistic}, {@code resnet}, {@code llama}
   * @param data the data set's name; the model's before it where there is one
   * @param dataSha256 SHA-256 of the data as parsed, and of weights given (hexadecimal)
   * @param l2 the L2 coefficient λ of the objective, ≥ 0; null for a task without
   * @param about the data in a few words
   * @param dimension the number of weights d
   * @param steps the length of every run
   * @param batchSize rows a step
   * @param optimum the objective's minimum; null if it could not be computed
   * @param methods the methods compared, in display order
   * @param controls the built-in controls: they must come out as stated
   * @param overhead one entry a method; empty if not measured
   */
  public record TaskResult(
      String task,
      String data,
      String dataSha256,
      @Nullable Double l2,
      String about,
      long dimension,
      int steps,
      int batchSize,
      @Nullable OptimumInfo optimum,
      List<MethodResult> methods,
      List<ControlResult> controls,
      List<OverheadResult> overhead) {

    /** A short name for headings: {@code digits, λ = 0.01}. */
    public String title() {
      return l2 == null ? data : data + ", λ = " + lambda(l2);
    }

    /** A λ as text, without decimals where it is 0. */
    public static String lambda(double l2) {
      return l2 == 0 ? "0" : Double.toString(l2);
    }
  }

  /**
   * The objective's infimum F*.
   *
   * @param value F*
   * @param attained false where the infimum is not attained (separable data with λ = 0)
   * @param gap an upper estimate of the error of {@code value}
   * @param samplingTrace tr(H⁻¹Σ) at the optimum, so that tr(H⁻¹Σ)/(2n) is about the least excess
   *     loss any method can expect from n samples; null where the Hessian is singular
   * @param method how it was computed, for people
   */
  public record OptimumInfo(
      double value, boolean attained, double gap, @Nullable Double samplingTrace, String method) {}

  /**
   * One method on one task.
   *
   * @param method the display name, {@code Adam}, {@code Full-TO}
   * @param space the search space, as tuned
   * @param trials every tuning trial, diverged ones included
   * @param winner index into {@code trials} of the best one
   * @param onEdge the names of the winner's hyper-parameters that lie in the outer tenth of their
   *     range
   * @param runs the reported runs with the winner's hyper-parameters, one a reported seed
   * @param stateBytes bytes of optimizer state
   */
  public record MethodResult(
      String method,
      List<Axis> space,
      List<Trial> trials,
      int winner,
      List<String> onEdge,
      List<Curve> runs,
      long stateBytes) {}

  /**
   * One axis of a search space. A numeric axis is log-uniform on [low, high]; a choice axis lists
   * its values.
   *
   * @param name {@code learningRate}, {@code alpha}, {@code schedule}
   * @param low the lower bound; NaN for a choice
   * @param high the upper bound; NaN for a choice
   * @param choices the values of a choice axis; empty for a numeric one
   */
  public record Axis(String name, double low, double high, List<String> choices) {
    public boolean isChoice() {
      return !choices.isEmpty();
    }
  }

  /**
   * One tuning trial.
   *
   * @param values axis name to the value as text ({@code 0.0123}, {@code cosine})
   * @param finalLoss the loss at the end, averaged over the tuning seeds; +∞ if any diverged
   * @param runFiles the run files, relative to the study's folder
   */
  public record Trial(Map<String, String> values, double finalLoss, List<String> runFiles) {}

  /**
   * One reported run.
   *
   * @param seed the run's seed
   * @param runFile the run's file, relative to the study's folder
   * @param diverged true if the run ended in a non-finite loss: its curve ends there and its losses
   *     count as +∞
   * @param steps the steps at which the loss was evaluated, ascending, from 0
   * @param loss the loss at those steps, by which methods are tuned and compared
   * @param more other figures at those steps, by name; NaN where there is none
   * @param seconds time in the run's steps, which shared the machine with other runs
   */
  public record Curve(
      long seed,
      String runFile,
      boolean diverged,
      int[] steps,
      double[] loss,
      Map<String, double[]> more,
      double seconds) {
    /** The final loss: +∞ for a diverged run. */
    public double finalLoss() {
      return diverged ? Double.POSITIVE_INFINITY : loss[loss.length - 1];
    }
  }

  /**
   * A built-in control: a comparison whose outcome is known beforehand.
   *
   * @param name what is compared, {@code Adam against Adam with other seeds}
   * @param expected {@code no difference} or {@code worse}
   * @param runs the control's runs, to be held against Adam's reported runs
   */
  public record ControlResult(String name, String expected, List<Curve> runs) {}

  /**
   * The cost of a step, measured alone on the machine, methods interleaved.
   *
   * @param method the method's name
   * @param stepMicros median time of one iteration (gradient and optimizer), microseconds
   * @param optimizerMicros median time of the optimizer's part
   * @param ratioToSgd median of the ratios of iteration times to SGD's, round by round
   * @param ratioLow lowest ratio seen
   * @param ratioHigh highest ratio seen
   * @param rounds how many rounds
   */
  public record OverheadResult(
      String method,
      double stepMicros,
      double optimizerMicros,
      double ratioToSgd,
      double ratioLow,
      double ratioHigh,
      int rounds) {}

  /**
   * What made the numbers.
   *
   * @param version trainopt's version, with the commit where known
   * @param kernels the kernel provider used
   * @param gradients what computes the gradients
   * @param jvm the Java runtime
   * @param machine operating system, processor and cores
   * @param command the command that reruns the study
   * @param started when the study began, ISO 8601
   * @param wallSeconds how long its last session took; runs found finished cost nothing
   */
  public record Provenance(
      String version,
      String kernels,
      String gradients,
      String jvm,
      String machine,
      String command,
      String started,
      double wallSeconds) {}
}
