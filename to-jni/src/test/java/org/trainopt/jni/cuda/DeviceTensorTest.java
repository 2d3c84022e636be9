package org.trainopt.jni.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.trainopt.api.Estimator;
import org.trainopt.api.GainPolicy;
import org.trainopt.api.NonFinitePolicy;
import org.trainopt.api.Optimizer;
import org.trainopt.api.OptimizerSpec;
import org.trainopt.api.Parameter;
import org.trainopt.api.Parameters;
import org.trainopt.api.Schedules;
import org.trainopt.api.Storage;
import org.trainopt.kernel.Execution;
import org.trainopt.kernel.Kernels;

/** Training in device memory, as the documentation shows it. */
@Tag("device")
final class DeviceTensorTest {
  private static final int N = 1500;
  private static final int STEPS = 20;

  @BeforeEach
  void requireDevice() {
    var availability = new CudaKernelProvider().availability();
    boolean simulated = !System.getProperty(CudaRuntime.LIBRARY, "").isBlank();
    if ("required".equals(System.getProperty(simulated ? "trainopt.native" : "trainopt.gpu"))) {
      assertThat(availability.usable()).as(availability.reason()).isTrue();
    }
    assumeTrue(availability.usable(), availability.reason());
  }

  private static float[] numbers(int seed) {
    float[] numbers = new float[N];
    for (int i = 0; i < N; i++) {
      numbers[i] = (float) Math.sin(seed + 0.7 * i);
    }
    return numbers;
  }

  private static FloatBuffer direct(ByteOrder order) {
    return ByteBuffer.allocateDirect(4 * N + 8).order(order).asFloatBuffer().position(2);
  }

  @Test
  void aNewTensorIsZero() {
    try (DeviceTensor tensor = DeviceTensor.allocate(N, 0)) {
      float[] read = numbers(1);
      tensor.copyTo(read);
      assertThat(read).containsOnly(0f);
    }
  }

  @Test
  void whatIsCopiedInComesOut() {
    try (CudaStream stream = CudaStream.create(0);
        DeviceTensor tensor = DeviceTensor.allocate(N, stream)) {
      for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
        FloatBuffer in = direct(order);
        in.duplicate().put(numbers(3));
        tensor.copyFrom(in);
        FloatBuffer out = direct(order);
        tensor.copyTo(out);
        assertThat(out.position()).isEqualTo(2);
        assertThat(out).isEqualTo(FloatBuffer.wrap(numbers(3)));
      }
      float[] wide = new float[N + 20];
      tensor.copyFrom(numbers(4));
      tensor.copyTo(FloatBuffer.wrap(wide, 7, N));
      assertThat(FloatBuffer.wrap(wide, 7, N)).isEqualTo(FloatBuffer.wrap(numbers(4)));
      assertThat(wide[6]).isZero();
      assertThat(wide[7 + N]).isZero();
    }
  }

  @Test
  void moreThanOneBufferIsCopied() {
    int length = (1 << 18) * 2 + 17;
    float[] in = new float[length];
    for (int i = 0; i < length; i++) {
      in[i] = i;
    }
    try (DeviceTensor tensor = DeviceTensor.allocate(length, 0)) {
      tensor.copyFrom(in);
      float[] out = new float[length];
      tensor.copyTo(out);
      assertThat(out).isEqualTo(in);
    }
  }

  @Test
  void lengthsAreChecked() {
    try (DeviceTensor tensor = DeviceTensor.allocate(N, 0);
        DeviceTensor empty = DeviceTensor.allocate(0, 0)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> tensor.copyFrom(new float[3]))
          .withMessage("the tensor has 1500 elements, but there are 3 to copy");
      assertThatIllegalArgumentException().isThrownBy(() -> tensor.copyTo(new float[N + 1]));
      empty.copyFrom();
      assertThat(empty.storage().length()).isZero();
    }
    assertThatIllegalArgumentException().isThrownBy(() -> DeviceTensor.allocate(-1, 0));
  }

  @Test
  void aClosedTensorRefusesEverything() {
    DeviceTensor tensor = DeviceTensor.allocate(1, 0);
    tensor.close();
    tensor.close();
    assertThatIllegalStateException().isThrownBy(tensor::storage);
    assertThatIllegalStateException().isThrownBy(() -> tensor.copyFrom(1f));
    assertThatIllegalStateException().isThrownBy(() -> tensor.copyTo(new float[1]));
  }

  @Test
  void aDeviceThatIsNotThereIsAnErrorOfCuda() {
    CudaException thrown =
        catchThrowableOfType(CudaException.class, () -> DeviceTensor.allocate(1, 4711));
    assertThat(thrown.code()).isEqualTo(101);
    assertThat(thrown.call()).startsWith("cuda");
    assertThat(new CudaKernelProvider().availability().usable()).isTrue();
  }

  @Test
  void moreMemoryThanThereIsIsAnErrorThatPasses() {
    CudaException thrown =
        catchThrowableOfType(CudaException.class, () -> DeviceTensor.allocate(1L << 40, 0));
    assertThat(thrown.code()).isEqualTo(2);
    assertThat(thrown.call()).isEqualTo("cudaMalloc of 4398046511104 bytes on device 0");
    assertThat(thrown.isSticky()).isFalse();
    DeviceTensor.allocate(1, 0).close();
  }

  @Test
  void moreStateThanTheDeviceHasIsRefusedWhenTheOptimizerIsBuilt() {
    OptimizerSpec spec = OptimizerSpec.of(Estimator.ema(Schedules.constant(0.1)));
    Parameters huge = Parameters.of(new Parameter("w", Storage.ofDevice(0x100, 1L << 40, 0, 0)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> spec.build(huge))
        .withMessageContaining("free to kernels \"cuda\"");
  }

  /** Waited for and queued only; on kernels that are chosen by themselves. */
  @Test
  void trainingOnADeviceGivesTheBitsOfTheJavaKernels() {
    String before = System.getProperty(Kernels.PROPERTY, "");
    System.setProperty(Kernels.PROPERTY, "");
    OptimizerSpec waited =
        OptimizerSpec.of(Estimator.diagonal(Schedules.constant(0.3), Schedules.constant(0.2)))
            .withLearningRate(0.01)
            .withClipNorm(5);
    OptimizerSpec queued =
        waited.withNonFinite(NonFinitePolicy.KEEP).withGainPolicy(GainPolicy.IGNORE);
    try {
      for (OptimizerSpec spec : new OptimizerSpec[] {waited, queued}) {
        float[] expected = numbers(0);
        try (Optimizer optimizer =
            spec.build(Parameters.of(Parameter.of("w", expected)), Execution.on("java"))) {
          for (int t = 0; t < STEPS; t++) {
            optimizer.step(numbers(t));
          }
        }
        assertThat(trained(spec)).isEqualTo(expected);
      }
    } finally {
      System.setProperty(Kernels.PROPERTY, before);
    }
  }

  private static float[] trained(OptimizerSpec spec) {
    try (CudaStream stream = CudaStream.create(0);
        DeviceTensor w = DeviceTensor.allocate(N, stream);
        DeviceTensor g = DeviceTensor.allocate(N, stream)) {
      w.copyFrom(numbers(0));
      try (Optimizer optimizer = spec.build(Parameters.of(new Parameter("w", w.storage())))) {
        for (int t = 0; t < STEPS; t++) {
          g.copyFrom(numbers(t));
          optimizer.step(g.storage());
        }
      }
      stream.synchronize();
      float[] trained = new float[N];
      w.copyTo(trained);
      return trained;
    }
  }

  @Test
  void hostGradientsOfDeviceWeightsAreRefused() {
    try (DeviceTensor w = DeviceTensor.allocate(3, 0);
        CudaStream stream = CudaStream.create(0);
        DeviceTensor g = DeviceTensor.allocate(3, stream);
        Optimizer optimizer =
            OptimizerSpec.of(Estimator.stochastic())
                .build(Parameters.of(new Parameter("w", w.storage())))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> optimizer.step(new float[3]))
          .withMessageContaining("gradient of parameter \"w\" is in place HEAP");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> optimizer.step(g.storage()))
          .withMessageContaining("gradient of parameter \"w\" is on device 0, stream 0x");
      float[] read = {1, 1, 1};
      w.copyTo(read);
      assertThat(read).containsExactly(0, 0, 0);
    }
  }
}
