package org.trainopt.jni;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.FloatPointer;
import org.junit.jupiter.api.Test;
import org.trainopt.api.Estimator;
import org.trainopt.api.Optimizer;
import org.trainopt.api.OptimizerSpec;
import org.trainopt.api.Parameter;
import org.trainopt.api.Parameters;
import org.trainopt.api.Scaling;
import org.trainopt.api.Storage;
import org.trainopt.kernel.Execution;

/** Weights and gradients may be anywhere, mixed at will, without a change of the result. */
final class StorageTest {
  private static final int[] LENGTHS = {207, 1025, 33, 4098};
  private static final int STEPS = 5;
  private static final int PLACES = 4;

  /** Numbers somewhere: heap, heap with an offset, direct, or native memory by address. */
  private record Tensor(Storage storage, FloatBuffer view, Object owner) {
    static Tensor at(int place, float[] values) {
      int n = values.length;
      Tensor tensor =
          switch (place) {
            case 0 -> {
              float[] array = new float[n];
              yield new Tensor(Storage.of(array), FloatBuffer.wrap(array), array);
            }
            case 1 -> {
              FloatBuffer part = FloatBuffer.wrap(new float[n + 12], 5, n).slice();
              yield new Tensor(Storage.of(part), part, part);
            }
            case 2 -> {
              FloatBuffer all =
                  ByteBuffer.allocateDirect(4 * n + 12)
                      .order(ByteOrder.nativeOrder())
                      .asFloatBuffer();
              FloatBuffer part = all.position(3).slice();
              yield new Tensor(Storage.of(part), part, part);
            }
            default -> {
              FloatPointer memory = new FloatPointer((long) n);
              yield new Tensor(Storage.ofAddress(memory.address(), n), memory.asBuffer(), memory);
            }
          };
      tensor.view.duplicate().put(values);
      return tensor;
    }

    float[] values() {
      float[] values = new float[view.remaining()];
      view.duplicate().get(values);
      return values;
    }
  }

  private static OptimizerSpec spec() {
    return new Settings.Setting(
            "rank-one",
            Settings.estimators().get("rank-one normalized CO_TRAIN_FIRST FIRST_GRADIENT"),
            Scaling.adam())
        .spec(1)
        .withClipNorm(3);
  }

  /** Steps with the weights of tensor k at place (first + k) and its gradient at (second + k). */
  private static List<float[]> run(Execution execution, int first, int second, int places) {
    float[][] start = Trial.start(LENGTHS);
    List<Parameter> parameters = new ArrayList<>();
    List<Tensor> weights = new ArrayList<>();
    for (int k = 0; k < LENGTHS.length; k++) {
      weights.add(Tensor.at((first + k) % places, start[k]));
      parameters.add(new Parameter("w" + k, weights.get(k).storage));
    }
    try (Optimizer optimizer = spec().build(new Parameters(parameters), execution)) {
      for (int t = 0; t < STEPS; t++) {
        List<Tensor> gradients = new ArrayList<>();
        for (int k = 0; k < LENGTHS.length; k++) {
          Storage.Heap noise = (Storage.Heap) Trial.gradient(t, k, LENGTHS[k]);
          float[] values = new float[LENGTHS[k]];
          System.arraycopy(noise.array(), noise.offset(), values, 0, values.length);
          gradients.add(Tensor.at((second + k + t) % places, values));
        }
        try {
          optimizer.step(gradients.stream().map(Tensor::storage).toArray(Storage[]::new));
        } finally {
          Reference.reachabilityFence(gradients);
        }
      }
    }
    return weights.stream().map(Tensor::values).toList();
  }

  @Test
  void everyMixOfPlacesGivesTheSameBits() {
    List<float[]> expected = run(Execution.on("java"), 0, 0, 1);
    for (Execution execution : NativeExecutions.javaAndNative()) {
      // The Java kernels do not take addresses.
      int places = execution.provider().name().equals("java") ? PLACES - 1 : PLACES;
      for (int first = 0; first < places; first++) {
        for (int second = 0; second < places; second++) {
          List<float[]> weights = run(execution, first, second, places);
          for (int k = 0; k < LENGTHS.length; k++) {
            assertThat(weights.get(k)).isEqualTo(expected.get(k));
          }
        }
      }
    }
  }

  /** Also under a JVM that copies arrays for native code, as with -Xcheck:jni. */
  @Test
  void tensorsAndGradientsMaySliceOneArray() {
    float[] all = Trial.start(300)[0];
    float[] expected = all.clone();
    for (int i = 0; i < 100; i++) {
      expected[i] -= all[200 + i];
      expected[100 + i] -= all[187 + i];
    }
    Execution execution = NativeExecutions.best(1);
    try (Optimizer optimizer =
        OptimizerSpec.of(Estimator.stochastic())
            .withLearningRate(1)
            .build(
                Parameters.of(
                    Parameter.of("left", FloatBuffer.wrap(all, 0, 100)),
                    Parameter.of("right", FloatBuffer.wrap(all, 100, 80))),
                execution)) {
      optimizer.step(FloatBuffer.wrap(all, 200, 100), FloatBuffer.wrap(all, 187, 80));
    }
    System.arraycopy(all, 180, expected, 180, 120);
    assertThat(all).isEqualTo(expected);
  }

  @Test
  void manyTensorsAreSteppedTogether() {
    int[] lengths = new int[500];
    Arrays.fill(lengths, 3);
    Map<String, Settings.Sized> estimators = Settings.estimators();
    OptimizerSpec spec =
        OptimizerSpec.of(estimators.get("diagonal plain CO_TRAIN_FIRST ZERO").of(3));
    Execution execution = NativeExecutions.best(2);
    assertThat(
            Trial.of(spec, Execution.on("java"), lengths)
                .difference(Trial.of(spec, execution, lengths)))
        .isEmpty();
  }
}
