package org.trainopt.check.mutation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.trainopt.api.Estimator;
import org.trainopt.api.GainPolicy;
import org.trainopt.api.InitialBias;
import org.trainopt.api.InitialV;
import org.trainopt.api.NonFiniteGradientException;
import org.trainopt.api.Optimizer;
import org.trainopt.api.OptimizerSpec;
import org.trainopt.api.Order;
import org.trainopt.api.Parameter;
import org.trainopt.api.Parameters;
import org.trainopt.api.Schedule;
import org.trainopt.api.Schedules;
import org.trainopt.api.Scope;
import org.trainopt.api.StepReport;
import org.trainopt.api.Training;
import org.trainopt.api.UnstableGainException;
import org.trainopt.kernel.Execution;
import org.trainopt.kernel.KernelProvider;

/** Without a mutation the mutants are right: what the checker says of one is about its mutation. */
class MutantKernelsTest {
  private static final int STEPS = 300;
  private static final double TOLERANCE = 1e-5;
  // Of different constants and offsets, so that no one stands for another.
  private static final Schedule ALPHA = Schedules.harmonic(4, 60);
  private static final Schedule BETA = Schedules.harmonic(3, 25);
  private static final Schedule ETA = Schedules.harmonic(2, 30);

  static Stream<OptimizerSpec> specs() {
    List<Estimator> estimators = new ArrayList<>(List.of(Estimator.stochastic()));
    for (Order order : Order.values()) {
      estimators.add(new Estimator.Ema(BETA, true, order, InitialBias.ZERO));
      for (InitialBias bias : InitialBias.values()) {
        estimators.add(new Estimator.Ema(BETA, false, order, bias));
        for (boolean normalized : new boolean[] {false, true}) {
          Training training = new Training(ALPHA, BETA, normalized, order, bias);
          estimators.add(new Estimator.Full(training));
          estimators.add(new Estimator.Diagonal(training));
          estimators.add(new Estimator.RankOne(training, InitialV.RANDOM_SIGNS));
        }
      }
    }
    return estimators.stream()
        .map(estimator -> OptimizerSpec.of(estimator).withLearningRate(ETA).withSeed(3))
        .flatMap(
            spec ->
                Stream.of(
                    spec,
                    spec.withRadius(1.2).withL2(0.1).withWeightDecay(0.05),
                    spec.withScope(Scope.PER_TENSOR)));
  }

  @ParameterizedTest
  @MethodSource("specs")
  void withoutAMutationTheyAgreeWithProduction(OptimizerSpec spec) {
    try (Run production = new Run(spec, Execution.on("java").provider());
        Run mutant = new Run(spec, new MutantKernels(Mutation.NONE))) {
      assertThat(mutant.optimizer.stateBytes()).isEqualTo(production.optimizer.stateBytes());
      SplittableRandom random = new SplittableRandom(1);
      for (int t = 0; t < STEPS; t++) {
        float[][] g = production.gradients(random);
        production.optimizer.step(g);
        mutant.optimizer.step(g);
        production.requireSame(mutant);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void aMutationChangesTheTrainableEstimatorsAndNoOther(Mutation mutation) {
    specs()
        .forEach(
            spec -> {
              boolean trainable =
                  !(spec.estimator() instanceof Estimator.Stochastic
                      || spec.estimator() instanceof Estimator.Ema);
              double distance = distanceAfterSomeSteps(spec, mutation);
              // NaN, where a mutant diverged, is a change too.
              assertThat(trainable ? !(distance <= 10 * TOLERANCE) : distance == 0)
                  .as("%s moves %s by %s", mutation, spec.estimator(), distance)
                  .isTrue();
            });
  }

  private static double distanceAfterSomeSteps(OptimizerSpec spec, Mutation mutation) {
    OptimizerSpec quiet = spec.withGainPolicy(GainPolicy.IGNORE);
    try (Run right = new Run(quiet, new MutantKernels(Mutation.NONE));
        Run wrong = new Run(quiet, new MutantKernels(mutation))) {
      SplittableRandom random = new SplittableRandom(1);
      for (int t = 0; t < 10; t++) {
        float[][] g = right.gradients(random);
        right.optimizer.step(g);
        wrong.optimizer.step(g);
      }
      double largest = 0;
      for (int k = 0; k < right.weights.length; k++) {
        for (int i = 0; i < right.weights[k].length; i++) {
          largest = Math.max(largest, Math.abs(right.weights[k][i] - wrong.weights[k][i]));
        }
      }
      return largest;
    }
  }

  @Test
  void theyRefuseWhatProductionRefuses() {
    Schedule large = Schedules.constant(5);
    OptimizerSpec spec =
        OptimizerSpec.of(Estimator.full(large, large)).withGainPolicy(GainPolicy.FAIL);
    try (Run mutant = new Run(spec, new MutantKernels(Mutation.NONE))) {
      float[][] g = mutant.gradients(new SplittableRandom(1));
      assertThatThrownBy(() -> mutant.optimizer.step(g)).isInstanceOf(UnstableGainException.class);
      g[1][0] = Float.NaN;
      assertThatThrownBy(() -> mutant.optimizer.step(g))
          .isInstanceOf(NonFiniteGradientException.class)
          .hasMessageContaining("parameter \"second\" is not finite at element 0 at step 0");
    }
  }

  /** An optimizer over two tensors. */
  private static final class Run implements AutoCloseable {
    final float[][] weights = {{1, -0.5f, 0.25f}, {0.75f, -1.5f}};
    final Optimizer optimizer;
    StepReport report = new StepReport(-1, 0, 0, 0, 0, 0);

    Run(OptimizerSpec spec, KernelProvider kernels) {
      optimizer =
          spec.build(
              Parameters.of(Parameter.of("first", weights[0]), Parameter.of("second", weights[1])),
              new Execution(kernels, 1));
      optimizer.onStep(made -> report = made);
    }

    /** {@code g = w − 1 + noise}, which keeps the weights about 1. */
    float[][] gradients(SplittableRandom random) {
      float[][] g = new float[weights.length][];
      for (int k = 0; k < g.length; k++) {
        g[k] = weights[k].clone();
        for (int i = 0; i < g[k].length; i++) {
          g[k][i] += (float) (random.nextGaussian() - 1);
        }
      }
      return g;
    }

    void requireSame(Run other) {
      for (int k = 0; k < weights.length; k++) {
        requireSame("weights", weights[k], other.weights[k]);
        float[] mine = new float[weights[k].length];
        float[] its = mine.clone();
        optimizer.readEstimate(k, mine);
        other.optimizer.readEstimate(k, its);
        requireSame("estimate", mine, its);
      }
      Map<String, float[]> arrays = optimizer.snapshot().arrays();
      Map<String, float[]> its = other.optimizer.snapshot().arrays();
      assertThat(its.keySet()).isEqualTo(arrays.keySet());
      arrays.forEach((name, values) -> requireSame(name, values, its.get(name)));
      requireSame("report", numbers(report), numbers(other.report));
    }

    private static float[] numbers(StepReport report) {
      return new float[] {
        (float) report.gradientNorm(),
        (float) report.estimateNorm(),
        (float) report.errorNorm(),
        (float) report.gain()
      };
    }

    private void requireSame(String what, float[] mine, float[] its) {
      double size = 1;
      for (float value : mine) {
        size = Math.max(size, Math.abs(value));
      }
      for (int i = 0; i < mine.length; i++) {
        assertThat(Math.abs(mine[i] - its[i]) / size)
            .as(
                "%s at step %d: %s and %s",
                what, report.step(), Arrays.toString(mine), Arrays.toString(its))
            .isLessThan(TOLERANCE);
      }
    }

    @Override
    public void close() {
      optimizer.close();
    }
  }
}
