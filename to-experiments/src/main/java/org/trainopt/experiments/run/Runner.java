package org.trainopt.experiments.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.trainopt.api.NonFiniteGradientException;
import org.trainopt.experiments.config.RunConfig;
import org.trainopt.experiments.run.RunRecord.Point;
import org.trainopt.experiments.task.Batches;
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

  /** Runs a configuration of this problem, and writes its trace if it asks for one. */
  public RunRecord run(RunConfig config) {
    Batches batches = problem.batches(config);
    Trace trace = config.trace() == null ? null : new Trace();
    List<Point> points = new ArrayList<>();
    boolean diverged = false;
    long nanos = 0;
    int steps;
    long stateBytes;
    try (Workspace workspace = problem.open(batches.largest(), config.seed());
        TrainingLoop loop = workspace.train(batches, config.optimizer(), execution)) {
      stateBytes = loop.optimizer().stateBytes();
      for (int end : EvaluationSteps.of(config.steps(), config.points())) {
        long start = System.nanoTime();
        diverged = !advance(loop, trace, end);
        nanos += System.nanoTime() - start;
        Evaluation figures = diverged ? Evaluation.of(Double.NaN) : loop.evaluate();
        diverged = !Double.isFinite(figures.loss());
        if (diverged) {
          break;
        }
        points.add(new Point(end, figures, nanos * 1e-9));
      }
      steps = loop.step();
    }
    if (trace != null) {
      trace.write(Path.of(config.trace()));
    }
    return new RunRecord(
        header(config),
        points,
        diverged,
        steps,
        diverged ? Double.POSITIVE_INFINITY : points.get(points.size() - 1).figures().loss(),
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

  private ObjectNode header(RunConfig config) {
    ObjectNode header = JsonNodeFactory.instance.objectNode();
    header.put("type", "config");
    header.put("format", RunStore.FORMAT);
    ObjectNode resolved = config.toJson();
    resolved.remove("trace"); // says where figures went, not what was run
    header.set("config", resolved);
    header.set("data", problem.describe());
    header.put("dimension", problem.dimension());
    header.put("trainopt", Environment.version());
    header.put("kernels", execution.provider().name());
    problem.putLibraries(header);
    header.put("jvm", Environment.jvm());
    header.put("machine", Environment.machine());
    return header;
  }
}
