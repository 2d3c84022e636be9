package org.trainopt.experiments.bench;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.trainopt.api.Estimator;
import org.trainopt.api.Optimizer;
import org.trainopt.api.OptimizerSpec;
import org.trainopt.api.Parameter;
import org.trainopt.api.Parameters;
import org.trainopt.api.Schedule;
import org.trainopt.api.Schedules;
import org.trainopt.kernel.Execution;

/** One step of one optimizer on one heap array of weights, through the public API. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class StepBenchmark {
  @Param({"diagonal"})
  public String estimator = "";

  @Param({"1000"})
  public int size;

  @Param({"java", "native"})
  public String kernels = "";

  private Optimizer optimizer;
  private float[] gradient;

  @Setup
  public void build() {
    Schedule alpha = Schedules.constant(1e-3);
    Schedule beta = Schedules.constant(0.1);
    Estimator chosen =
        switch (estimator) {
          case "stochastic" -> Estimator.stochastic();
          case "ema" -> Estimator.ema(beta);
          case "diagonal" -> Estimator.diagonal(alpha, beta);
          case "rank-one" -> Estimator.rankOne(alpha, beta);
          case "full" -> Estimator.full(alpha, beta);
          default -> throw new IllegalArgumentException(estimator);
        };
    SplittableRandom random = new SplittableRandom(1);
    float[] weights = new float[size];
    gradient = new float[size];
    for (int i = 0; i < size; i++) {
      weights[i] = (float) (random.nextDouble() - 0.5) / size;
      gradient[i] = (float) (random.nextDouble() - 0.5);
    }
    optimizer =
        OptimizerSpec.of(chosen)
            .withLearningRate(1e-9) // the weights stay where they are, however long it runs
            .build(Parameters.of(Parameter.of("w", weights)), Execution.on(kernels));
  }

  @Benchmark
  public void step() {
    optimizer.step(gradient);
  }

  @TearDown
  public void close() {
    optimizer.close();
  }
}
