package org.trainopt.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A step allocates nothing: less than a byte a step over many steps. */
class StepAllocationTest {
  private static final int STEPS = 100_000;

  private final float[] w = Catalog.gaussian(1, 5);
  private final float[] g = Catalog.gaussian(2, 5);

  static List<OptimizerSpec> specs() {
    return Catalog.kinds()
        .map(
            estimator ->
                OptimizerSpec.of(estimator)
                    .withScaling(Scaling.adam())
                    .withLearningRate(Schedules.warmUp(10, Schedules.cosine(1e-3, 50_000)))
                    .withClipValue(2)
                    .withClipNorm(1)
                    .withL2(1e-3)
                    .withWeightDecay(1e-3)
                    .withRadius(2))
        .toList();
  }

  private static double bytesPerStep(Runnable step) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long id = Thread.currentThread().getId();
    for (int t = 0; t < STEPS / 10; t++) {
      step.run();
    }
    long before = threads.getThreadAllocatedBytes(id);
    for (int t = 0; t < STEPS; t++) {
      step.run();
    }
    return (threads.getThreadAllocatedBytes(id) - before) / (double) STEPS;
  }

  private static FloatBuffer direct(float[] values) {
    FloatBuffer buffer =
        ByteBuffer.allocateDirect(4 * values.length).order(ByteOrder.nativeOrder()).asFloatBuffer();
    return buffer.put(values).flip();
  }

  @ParameterizedTest
  @MethodSource("specs")
  void withOneArray(OptimizerSpec spec) {
    try (Optimizer optimizer = spec.build(Parameters.of(Parameter.of("w", w)))) {
      assertThat(bytesPerStep(() -> optimizer.step(g))).isLessThan(1);
    }
  }

  @ParameterizedTest
  @MethodSource("specs")
  void withTwoArrays(OptimizerSpec spec) {
    float[] second = Catalog.gaussian(3, 4);
    try (Optimizer optimizer =
        spec.build(Parameters.of(Parameter.of("x", w), Parameter.of("y", second.clone())))) {
      assertThat(bytesPerStep(() -> optimizer.step(g, second))).isLessThan(1);
    }
  }

  @ParameterizedTest
  @MethodSource("specs")
  void withArraysOfSeveralTensorsAndGroups(OptimizerSpec spec) {
    float[][] gradients = {g, {1, 2}, {3}};
    OptimizerSpec grouped =
        spec.withScope(Scope.PER_TENSOR)
            .withGroup(ParameterGroup.matching("y", "y").withWeightDecay(0));
    try (Optimizer optimizer =
        grouped.build(
            Parameters.of(
                Parameter.of("x", w),
                Parameter.of("y", new float[2]),
                Parameter.of("z", new float[1])))) {
      assertThat(bytesPerStep(() -> optimizer.step(gradients))).isLessThan(1);
    }
  }

  @ParameterizedTest
  @MethodSource("specs")
  void withBuffers(OptimizerSpec spec) {
    FloatBuffer[] gradients = {direct(g), FloatBuffer.wrap(new float[] {1, 2})};
    try (Optimizer optimizer =
        spec.build(
            Parameters.of(
                Parameter.of("x", direct(w)), Parameter.of("y", FloatBuffer.allocate(2))))) {
      assertThat(bytesPerStep(() -> optimizer.step(gradients))).isLessThan(1);
    }
  }

  @ParameterizedTest
  @MethodSource("specs")
  void withStorages(OptimizerSpec spec) {
    Storage[] gradients = {Storage.of(direct(g)), Storage.of(new float[] {1, 2})};
    try (Optimizer optimizer =
        spec.build(Parameters.of(Parameter.of("x", w), Parameter.of("y", new float[2])))) {
      assertThat(bytesPerStep(() -> optimizer.step(gradients))).isLessThan(1);
    }
  }
}
