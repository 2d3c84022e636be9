package org.trainopt.experiments.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Arrays;
import org.trainopt.api.NonFiniteGradientException;
import org.trainopt.api.Optimizer;
import org.trainopt.api.Parameter;
import org.trainopt.api.Parameters;
import org.trainopt.api.StepReport;
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
    int[] rows = new int[batches.largest()];
    Objective objective = problem.objective(rows.length);
    float[] weights = new float[objective.dimension()];
    float[] gradient = new float[objective.dimension()];
    int[] evaluations = EvaluationSteps.of(config.steps(), config.points());
    double[] losses = new double[evaluations.length];
    Trace trace = config.trace() == null ? null : new Trace();
    StepReport[] last = new StepReport[1];
    int points = 0;
    int step = 0;
    boolean diverged = false;
    long nanos = 0;
    long stateBytes;
    try (Optimizer optimizer = build(config, weights)) {
      stateBytes = optimizer.stateBytes();
      if (trace != null) {
        optimizer.onStep(report -> last[0] = report);
      }
      while (true) {
        if (step == evaluations[points]) {
          double loss = objective.loss(weights);
          if (!Double.isFinite(loss)) {
            diverged = true;
            break;
          }
          losses[points++] = loss;
          if (step == config.steps()) {
            break;
          }
        }
        long start = System.nanoTime();
        int count = batches.next(step, rows);
        double loss = objective.batchGradient(weights, rows, count, gradient);
        try {
          optimizer.step(gradient);
        } catch (NonFiniteGradientException e) {
          diverged = true;
          break;
        }
        nanos += System.nanoTime() - start;
        step++;
        if (trace != null) {
          trace.add(last[0], loss, norm(weights));
        }
      }
    }
    if (trace != null) {
      trace.write(Path.of(config.trace()));
    }
    return new RunRecord(
        header(config, weights.length),
        Arrays.copyOf(evaluations, points),
        Arrays.copyOf(losses, points),
        diverged,
        step,
        diverged ? Double.POSITIVE_INFINITY : losses[points - 1],
        stateBytes,
        nanos * 1e-9);
  }

  private Optimizer build(RunConfig config, float[] weights) {
    return config.optimizer().build(Parameters.of(Parameter.of("weights", weights)), execution);
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

  private static double norm(float[] x) {
    double squares = 0;
    for (float element : x) {
      squares += (double) element * element;
    }
    return Math.sqrt(squares);
  }
}
