package org.trainopt.experiments.llama;

import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.trainopt.api.Estimator;
import org.trainopt.api.NonFiniteGradientException;
import org.trainopt.api.OptimizerSpec;
import org.trainopt.api.Scaling;
import org.trainopt.api.Schedules;
import org.trainopt.api.Training;
import org.trainopt.api.UnstableGainException;
import org.trainopt.experiments.InputException;
import org.trainopt.experiments.run.Evaluation;
import org.trainopt.experiments.task.BatchSampler;
import org.trainopt.kernel.Execution;
import org.trainopt.torch.TorchOptimizer;

/** One fine-tuning with its report: figures and sample answers before and after. */
public final class FineTuning {
  private static final int SAMPLES = 3;
  private static final int SAMPLE_TOKENS = 40;
  private static final int LINES = 10;

  private final LlamaTask task;
  private final OptimizerSpec optimizer;
  private final Execution execution;
  private final int steps;
  private final int batchSize;
  private final long seed;
  private final Consumer<String> report;

  /**
   * Prepares it.
   *
   * @param steps ≥ 1
   * @param batchSize texts a step, ≥ 1
   * @param seed of the batches and of fresh adapters
   * @param report takes lines for the user
   */
  public FineTuning(
      LlamaTask task,
      OptimizerSpec optimizer,
      Execution execution,
      int steps,
      int batchSize,
      long seed,
      Consumer<String> report) {
    this.task = task;
    this.optimizer = optimizer;
    this.execution = execution;
    this.steps = steps;
    this.batchSize = batchSize;
    this.seed = seed;
    this.report = report;
  }

  /**
   * Diagonal-TO with Adam's scaling, a cosine to a tenth: what is used where no spec is given.
   *
   * @param peak the largest learning rate
   */
  public static OptimizerSpec defaultOptimizer(double peak, int steps) {
    Training training =
        Training.of(Schedules.constant(0.1), Schedules.constant(0.1)).withNormalized(true);
    return OptimizerSpec.of(new Estimator.Diagonal(training))
        .withScaling(Scaling.adam())
        .withLearningRate(Schedules.cosine(peak, steps, peak / 10))
        .withClipNorm(1);
  }

  /**
   * Trains.
   *
   * @return whether it came to its end; false: it diverged, and the report says where
   * @throws InputException if the optimizer cannot train this network
   */
  public boolean run(LlamaNetwork network) {
    try (TorchOptimizer stepper = stepper(network)) {
      evaluate("before", network);
      if (!train(network, stepper)) {
        return false;
      }
    }
    evaluate("after", network);
    return true;
  }

  private TorchOptimizer stepper(LlamaNetwork network) {
    try {
      return TorchOptimizer.of(optimizer, network.parameters(), execution);
    } catch (IllegalArgumentException e) { // spec and parameters do not fit
      throw new InputException("optimizer: " + e.getMessage(), e);
    }
  }

  private boolean train(LlamaNetwork network, TorchOptimizer stepper) {
    BatchSampler batches = new BatchSampler(task.rows(), batchSize, seed);
    int[] rows = new int[batchSize];
    double sum = 0;
    int since = 0;
    for (int step = 0; step < steps; step++) {
      int count = batches.next(step, rows);
      stepper.zeroGrad();
      double loss = network.backward(rows, count);
      try {
        if (!Double.isFinite(loss)) {
          report.accept("diverged at step " + step + ": the loss is " + loss);
          return false;
        }
        stepper.step();
      } catch (NonFiniteGradientException | UnstableGainException e) {
        report.accept("diverged at step " + step + ": " + e.getMessage());
        return false;
      }
      sum += loss;
      since++;
      if ((long) (step + 1) * LINES / steps > (long) step * LINES / steps) {
        report.accept(
            String.format(Locale.ROOT, "step %5d  training loss %.4f", step + 1, sum / since));
        sum = 0;
        since = 0;
      }
    }
    return true;
  }

  private void evaluate(String when, LlamaNetwork network) {
    Evaluation evaluation = network.evaluate();
    report.accept(
        String.format(
            Locale.ROOT,
            "%-6s      validation loss %.4f, perplexity %.2f, accuracy %.1f %%",
            when,
            evaluation.loss(),
            evaluation.more().get("perplexity"),
            100 * evaluation.more().getOrDefault("accuracy", 0.0)));
    List<AlpacaRecord> held = task.instructions().held();
    for (AlpacaRecord record : held.subList(0, Math.min(SAMPLES, held.size()))) {
      String question =
          record.instruction() + (record.input().isEmpty() ? "" : " [" + record.input() + "]");
      report.accept("  " + line(question) + " → " + line(network.answer(record, SAMPLE_TOKENS)));
    }
  }

  private static String line(String text) {
    String flat = text.strip().replaceAll("\\s+", " ");
    return flat.length() > 100 ? flat.substring(0, 100) + "…" : flat;
  }
}
