package org.trainopt.jni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.trainopt.api.Estimator;
import org.trainopt.api.GainPolicy;
import org.trainopt.api.NonFinitePolicy;
import org.trainopt.api.Scaling;
import org.trainopt.api.Schedules;
import org.trainopt.api.Scope;
import org.trainopt.api.StatePrecision;
import org.trainopt.api.Storage;
import org.trainopt.kernel.Availability;
import org.trainopt.kernel.Execution;
import org.trainopt.kernel.Kernels;
import org.trainopt.kernel.StepContext;
import org.trainopt.kernel.StepKernel;
import org.trainopt.kernel.StepPlan;

@Tag("host")
final class NativeProviderTest {
  @Test
  void theProviderIsFoundBeforeTheJavaKernels() {
    assertThat(Kernels.all())
        .extracting(provider -> provider.name())
        .containsSubsequence("native", "java");
  }

  @Test
  void theReasonIsOneLine() {
    Availability availability = new NativeKernelProvider().availability();
    assertThat(availability.reason()).isNotBlank().doesNotContain("\n");
    System.out.println("native kernels: " + availability.reason());
  }

  @Test
  void nativeKernelsAreUsableWhereTheyAreRequired() {
    if (NativeExecutions.required()) {
      assertThat(new NativeKernelProvider().availability()).matches(Availability::usable, "usable");
      assertThat(Kernels.best().name()).isEqualTo("native");
    }
  }

  @Test
  void anInstructionSetThatCannotBeHadMakesThemUnusable() {
    NativeExecutions.best(1);
    Availability availability = new NativeKernelProvider("avx1024").availability();
    assertThat(availability.usable()).isFalse();
    assertThat(availability.reason())
        .contains(
            "\"avx1024\"",
            "trainopt.isa",
            "baseline, avx2, avx512, avx512bf16",
            "this machine has");
    for (Isa isa : NativeRuntime.isas()) {
      assertThat(new NativeKernelProvider(isa.option()).availability().reason())
          .contains(isa.label());
    }
  }

  @Test
  void moreStateThanThereIsMemoryIsRefusedWhenTheOptimizerIsBuilt() {
    Execution execution = NativeExecutions.best(1);
    assertThat(execution.provider().availableBytes()).isPositive();
    StepPlan plan =
        plan(Estimator.diagonal(Schedules.constant(0), Schedules.constant(0)), 1L << 60);
    assertThatThrownBy(() -> execution.provider().compile(plan, 1))
        .isInstanceOf(OutOfMemoryError.class)
        .hasMessageContaining("native kernels");
  }

  @Test
  void aKernelThatWasClosedThrows() {
    Execution execution = NativeExecutions.best(1);
    StepKernel kernel =
        execution.provider().compile(plan(Estimator.ema(Schedules.constant(0)), 4), 1);
    kernel.write(0, new float[] {1, 2, 3, 4});
    float[] read = new float[4];
    kernel.read(0, read);
    assertThat(read).containsExactly(1, 2, 3, 4);
    assertThatThrownBy(() -> kernel.read(0, new float[3]))
        .isInstanceOf(IllegalArgumentException.class);
    kernel.close();
    kernel.close();
    StepContext context = new StepContext(1, 1);
    context.gradients[0] = Storage.of(new float[4]);
    assertThatThrownBy(() -> kernel.step(context)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> kernel.read(0, new float[4]))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> kernel.write(0, new float[4]))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> kernel.readEstimate(0, new float[4]))
        .isInstanceOf(IllegalStateException.class);
  }

  /** One tensor by address, never touched. */
  private static StepPlan plan(Estimator estimator, long length) {
    return new StepPlan(
        List.of(new StepPlan.Group("default", estimator, Scaling.none())),
        List.of(new StepPlan.Slot("w", Storage.ofAddress(8, length), 0)),
        Scope.WHOLE_VECTOR,
        StatePrecision.FLOAT32,
        Double.POSITIVE_INFINITY,
        Double.POSITIVE_INFINITY,
        Double.POSITIVE_INFINITY,
        NonFinitePolicy.FAIL,
        GainPolicy.WARN);
  }

  @Test
  void aStepAllocatesNothing() {
    Execution execution = NativeExecutions.best(1);
    try (Trial trial = new Trial(Settings.all().get(0).spec(1), execution, 13, 207)) {
      float[] first = new float[13];
      float[] second = new float[207];
      var threads =
          (com.sun.management.ThreadMXBean)
              java.lang.management.ManagementFactory.getThreadMXBean();
      long thread = Thread.currentThread().getId();
      for (int i = 0; i < 20_000; i++) {
        trial.optimizer.step(first, second);
      }
      long before = threads.getThreadAllocatedBytes(thread);
      for (int i = 0; i < 10_000; i++) {
        trial.optimizer.step(first, second);
      }
      // The measurement itself allocates a little; a step that did would add 10,000 objects.
      assertThat(threads.getThreadAllocatedBytes(thread) - before).isLessThan(10_000);
    }
  }
}
