package org.trainopt.experiments.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.trainopt.api.NonFiniteGradientException;
import org.trainopt.experiments.config.RunConfig;
import org.trainopt.experiments.task.Batches;
import org.trainopt.experiments.task.Objective;
import org.trainopt.kernel.Execution;

/** Executes one run: batches, gradients, steps, evaluations. */
public final class Runner {
  private final Problem problem;
  private final Execution execution;

  /**
   * @param problem what to minimise
   * @param execution where the optimizer's steps run
   */
  public Runner(Problem problem, Execution execution) {
    this.problem = problem;
    this.execution = execution;
  }

  /** Runs a configuration of this problem from w₀ = 0, and writes its trace if it asks for one. */
  public RunRecord run(RunConfig config) {
    Batches batches = problem.batches(config);
    Objective objective = problem.objective(batches.largest());
    int[] evaluations = EvaluationSteps.of(config.steps(), config.points());
    double[] losses = new double[evaluations.length];
    Trace trace = config.trace() == null ? null : new Trace();
    int points = 0;
    int steps;
    boolean diverged = false;
    long nanos = 0;
    long stateBytes;
    try (TrainingLoop loop = new TrainingLoop(objective, batches, config.optimizer(), execution)) {
      stateBytes = loop.optimizer().stateBytes();
      while (points < evaluations.length && !diverged) {
        long start = System.nanoTime();
        diverged = !advance(loop, trace, evaluations[points]);
        nanos += System.nanoTime() - start;
        double loss = diverged ? Double.NaN : loop.loss();
        if (Double.isFinite(loss)) {
          losses[points++] = loss;
        } else {
          diverged = true;
        }
      }
      steps = loop.step();
    }
    if (trace != null) {
      trace.write(Path.of(config.trace()));
    }
    return new RunRecord(
        header(config, objective.dimension()),
        Arrays.copyOf(evaluations, points),
        Arrays.copyOf(losses, points),
        diverged,
        steps,
        diverged ? Double.POSITIVE_INFINITY : losses[points - 1],
        stateBytes,
        nanos * 1e-9);
  }

  /** Makes steps until {@code end} are made in all; false if one met a non-finite gradient. */
  private static boolean advance(TrainingLoop loop, @Nullable Trace trace, int end) {
    try {
      if (trace == null) {
        loop.advance(end);
      } else {
        trace.advance(loop, end);
      }
      return true;
    } catch (NonFiniteGradientException e) {
      return false;
    }
  }

  private ObjectNode header(RunConfig config, int dimension) {
    ObjectNode header = JsonNodeFactory.instance.objectNode();
    header.put("type", "config");
    header.put("format", RunStore.FORMAT);
    ObjectNode resolved = config.toJson();
    resolved.remove("trace"); // says where figures went, not what was run
    header.set("config", resolved);
    header.set("data", problem.describe());
    header.put("dimension", dimension);
    header.put("trainopt", Environment.version());
    header.put("kernels", execution.provider().name());
    header.put("blas", problem.blas().name());
    header.put("jvm", Environment.jvm());
    header.put("machine", Environment.machine());
    return header;
  }
}
