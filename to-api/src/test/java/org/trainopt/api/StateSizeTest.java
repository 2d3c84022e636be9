package org.trainopt.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.trainopt.api.Schedules.constant;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.trainopt.kernel.Availability;
import org.trainopt.kernel.Execution;
import org.trainopt.kernel.KernelProvider;
import org.trainopt.kernel.StepKernel;
import org.trainopt.kernel.StepPlan;

class StateSizeTest {
  private static final Schedule STEP = constant(0.1);

  /** Kernels with little memory, which must not be asked for state that cannot fit. */
  private record SmallKernels(long availableBytes) implements KernelProvider {
    @Override
    public String name() {
      return "small";
    }

    @Override
    public int priority() {
      return 0;
    }

    @Override
    public Availability availability() {
      return Availability.usable("always");
    }

    @Override
    public Set<Storage.Place> places() {
      return Set.of(Storage.Place.HEAP);
    }

    @Override
    public StepKernel compile(StepPlan plan, int threads) {
      throw new AssertionError("compiled although the state does not fit");
    }
  }

  @Test
  void fullOnAMillionWeightsIsRefusedWithSizesAndAlternatives() {
    OptimizerSpec spec = OptimizerSpec.of(Estimator.full(STEP, STEP));
    Parameters parameters =
        Parameters.of(Parameter.of("w", new float[999_000]), Parameter.of("b", new float[1_000]));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> spec.build(parameters))
        .withMessageMatching(
            "Full-TO on parameter group \"default\" \\(d = 1000000\\) needs a 1000000×1000000 matrix"
                + " of 3\\.6 TiB, but d may be at most 46340 and about [0-9.]+ [MGT]iB are free to"
                + " kernels \"java\"; use Diagonal-TO \\(7\\.6 MiB\\), Rank-One-TO \\(11\\.4 MiB\\),"
                + " Scope\\.PER_TENSOR \\(of several tensors\\) or a parameter group with another"
                + " estimator");
  }

  @Test
  void perTensorScopeNamesTheTensorAndDoesNotAdviseItself() {
    OptimizerSpec spec = OptimizerSpec.of(Estimator.full(STEP, STEP)).withScope(Scope.PER_TENSOR);
    Parameters parameters =
        Parameters.of(Parameter.of("b", new float[5]), Parameter.of("w", new float[50_000]));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> spec.build(parameters))
        .withMessageContaining("Full-TO on parameter \"w\" (d = 50000) needs")
        .withMessageEndingWith(
            "use Diagonal-TO (390.6 KiB), Rank-One-TO (585.9 KiB) or a parameter group with another"
                + " estimator");
  }

  @Test
  void aMatrixThatDoesNotFitIsRefusedBeforeAnythingIsAllocated() {
    OptimizerSpec spec = OptimizerSpec.of(Estimator.full(STEP, STEP));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                spec.build(
                    Parameters.of(Parameter.of("w", new float[16])),
                    new Execution(new SmallKernels(1023), 1)))
        .withMessageContaining(
            "needs a 16×16 matrix of 1.0 KiB, but d may be at most 46340 and about 1023 B are free");
  }

  @Test
  void vectorsThatDoNotFitAreRefusedToo() {
    OptimizerSpec spec =
        OptimizerSpec.of(Estimator.rankOne(STEP, STEP)).withScaling(Scaling.adam());
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                spec.build(
                    Parameters.of(Parameter.of("w", new float[100])),
                    new Execution(new SmallKernels(1599), 1)))
        .withMessage(
            "the optimizer's state needs 1.6 KiB, but about 1.6 KiB are free to kernels \"small\";"
                + " choose an estimator with less state");
  }

  @ParameterizedTest
  @CsvSource({"sgd, 0", "ema, 40", "diagonal, 80", "rank-one, 120", "full, 440"})
  void stateBytesAreThoseOfTheStateArrays(String name, long bytes) {
    Estimator estimator =
        switch (name) {
          case "sgd" -> Estimator.stochastic();
          case "ema" -> Estimator.ema(STEP);
          case "diagonal" -> Estimator.diagonal(STEP, STEP);
          case "rank-one" -> Estimator.rankOne(STEP, STEP);
          default -> Estimator.full(STEP, STEP);
        };
    for (Scaling scaling : Catalog.scalings().toList()) {
      long scalingBytes = scaling instanceof Scaling.None ? 0 : 40;
      try (Optimizer optimizer =
          OptimizerSpec.of(estimator)
              .withScaling(scaling)
              .build(Parameters.of(Parameter.of("w", new float[10])))) {
        assertThat(optimizer.stateBytes()).isEqualTo(bytes + scalingBytes);
      }
    }
  }
}
