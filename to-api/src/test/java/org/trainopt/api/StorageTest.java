package org.trainopt.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.trainopt.kernel.DeviceKernels;
import org.trainopt.kernel.Execution;
import org.trainopt.kernel.StepPlan;

class StorageTest {
  private static FloatBuffer direct(float... values) {
    FloatBuffer buffer =
        ByteBuffer.allocateDirect(4 * values.length).order(ByteOrder.nativeOrder()).asFloatBuffer();
    buffer.put(values).flip();
    return buffer;
  }

  private static void step(Parameter parameter, float... gradient) {
    OptimizerSpec spec = OptimizerSpec.of(Estimator.stochastic()).withLearningRate(1);
    try (Optimizer optimizer = spec.build(Parameters.of(parameter))) {
      optimizer.step(gradient);
    }
  }

  @Test
  void readOnlyBuffersAreRefused() {
    String message = "buffer is read-only; weights and gradients must be writable";
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Storage.of(FloatBuffer.allocate(2).asReadOnlyBuffer()))
        .withMessage(message);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Storage.of(direct(1, 2).asReadOnlyBuffer()))
        .withMessage(message);
  }

  @Test
  void buffersInTheOtherByteOrderAreRefused() {
    ByteOrder other =
        ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN
            ? ByteOrder.BIG_ENDIAN
            : ByteOrder.LITTLE_ENDIAN;
    FloatBuffer buffer = ByteBuffer.allocateDirect(8).order(other).asFloatBuffer();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Storage.of(buffer))
        .withMessage(
            "buffer is %s, but this machine is %s; create it with"
                + " ByteBuffer.order(ByteOrder.nativeOrder())",
            other, ByteOrder.nativeOrder());
  }

  @Test
  void viewsOfHeapByteBuffersAreRefused() {
    FloatBuffer view = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).asFloatBuffer();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Storage.of(view))
        .withMessage(
            "buffer is a view of a heap ByteBuffer; give a float[], FloatBuffer.wrap(array) or a"
                + " direct buffer");
  }

  @Test
  void rangesOutsideTheArrayAreRefused() {
    float[] array = new float[4];
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Storage.Heap(array, 2, 3))
        .withMessage("offset 2 and size 3 reach outside an array of length 4");
    assertThatIllegalArgumentException().isThrownBy(() -> new Storage.Heap(array, -1, 2));
    assertThatIllegalArgumentException().isThrownBy(() -> new Storage.Heap(array, 1, -1));
  }

  @Test
  void addressesMustBeAlignedAndNotNull() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Storage.ofAddress(0, 1))
        .withMessage("address must be non-zero and a multiple of 4, but was 0x0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Storage.ofAddress(0x1002, 1))
        .withMessage("address must be non-zero and a multiple of 4, but was 0x1002");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Storage.ofAddress(0x1000, -1))
        .withMessage("length must be >= 0, but was -1");
    assertThat(Storage.ofAddress(0x1000, 7).length()).isEqualTo(7);
  }

  @Test
  void anArrayIsUpdatedInPlace() {
    float[] weights = {1, 2, 3};
    step(Parameter.of("w", weights), 1, 1, 1);
    assertThat(weights).containsExactly(0, 1, 2);
  }

  @Test
  void aDirectBufferIsUpdatedFromPositionToLimit() {
    FloatBuffer buffer = direct(9, 1, 2, 3, 9);
    buffer.position(1).limit(4);
    Storage storage = Storage.of(buffer);
    assertThat(storage.length()).isEqualTo(3);
    assertThat(storage.place()).isEqualTo(Storage.Place.DIRECT);
    step(Parameter.of("w", buffer), 1, 1, 1);
    float[] after = new float[5];
    buffer.duplicate().clear().get(after);
    assertThat(after).containsExactly(9, 0, 1, 2, 9);
    assertThat(buffer.position()).isEqualTo(1);
    assertThat(buffer.limit()).isEqualTo(4);
  }

  @Test
  void aWrappedArrayIsUpdatedFromPositionToLimit() {
    float[] array = {9, 9, 1, 2, 9};
    FloatBuffer slice = FloatBuffer.wrap(array, 1, 4).slice();
    slice.position(1).limit(3);
    Storage storage = Storage.of(slice);
    assertThat(storage).isEqualTo(new Storage.Heap(array, 2, 2));
    assertThat(storage.place()).isEqualTo(Storage.Place.HEAP);
    step(Parameter.of("w", slice), 1, 1);
    assertThat(array).containsExactly(9, 9, 0, 1, 9);
  }

  @Test
  void aLaterMoveOfTheBufferDoesNotMoveTheWeights() {
    FloatBuffer buffer = direct(1, 2, 3);
    buffer.limit(2);
    Parameter parameter = Parameter.of("w", buffer);
    buffer.clear().position(2);
    step(parameter, 1, 1);
    assertThat(buffer.get(0)).isEqualTo(0);
    assertThat(buffer.get(1)).isEqualTo(1);
    assertThat(buffer.get(2)).isEqualTo(3);
  }

  @Test
  void projectionReachesDirectBuffersToo() {
    FloatBuffer direct = direct(6);
    float[] heap = {8};
    OptimizerSpec spec = OptimizerSpec.of(Estimator.stochastic()).withRadius(5);
    try (Optimizer optimizer =
        spec.build(Parameters.of(Parameter.of("x", direct), Parameter.of("y", heap)))) {
      optimizer.step(new float[1], new float[1]);
    }
    assertThat(direct.get(0)).isEqualTo(3);
    assertThat(heap).containsExactly(4);
  }

  @Test
  void gradientBuffersAreReadFromPositionToLimit() {
    float[] weights = {0, 0};
    OptimizerSpec spec = OptimizerSpec.of(Estimator.stochastic()).withLearningRate(1);
    FloatBuffer gradient = direct(1, 2, 4, 8);
    try (Optimizer optimizer = spec.build(Parameters.of(Parameter.of("w", weights)))) {
      gradient.position(0).limit(2);
      optimizer.step(gradient);
      assertThat(weights).containsExactly(-1, -2);
      gradient.position(2).limit(4); // the same buffer, moved on
      optimizer.step(gradient);
      assertThat(weights).containsExactly(-5, -10);
    }
  }

  @Test
  void aGradientBufferThatCannotBeReadIsNamed() {
    OptimizerSpec spec = OptimizerSpec.of(Estimator.stochastic());
    try (Optimizer optimizer = spec.build(Parameters.of(Parameter.of("w", new float[2])))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> optimizer.step(FloatBuffer.allocate(2).asReadOnlyBuffer()))
          .withMessage(
              "gradient of parameter \"w\": buffer is read-only; weights and gradients must be"
                  + " writable");
    }
  }

  @Test
  void placesThatTheKernelsDoNotTakeAreRefused() {
    OptimizerSpec spec = OptimizerSpec.of(Estimator.stochastic());
    Storage raw = Storage.ofAddress(0x1000, 2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> spec.build(Parameters.of(new Parameter("w", raw)), Execution.on("java")))
        .withMessage(
            "parameter \"w\" is in place ADDRESS, but kernels \"java\" work on [HEAP, DIRECT]");
    float[] weights = {1, 2};
    try (Optimizer optimizer = spec.build(Parameters.of(Parameter.of("w", weights)))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> optimizer.step(raw))
          .withMessage(
              "gradient of parameter \"w\" is in place ADDRESS, but kernels \"java\" work on [HEAP,"
                  + " DIRECT]");
    }
    assertThat(weights).containsExactly(1, 2);
  }

  @Test
  void gradientsAreOnTheSideOfTheirWeights() {
    Storage host = Storage.of(new float[2]);
    Storage device = Storage.ofDevice(0x1000, 2, 0, 0);
    List<StepPlan.Slot> slots =
        List.of(new StepPlan.Slot("w", device, 0), new StepPlan.Slot("b", host, 0));
    Storage[] gradients = new Storage[2];
    GradientSlots set = new GradientSlots(slots, new DeviceKernels(), gradients);
    set.set(0, device);
    set.set(1, host);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> set.set(0, host))
        .withMessage(
            "gradient of parameter \"w\" is in place HEAP, but the parameter is in place DEVICE;"
                + " both are on a device or both in host memory");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> set.set(1, device))
        .withMessageContaining("gradient of parameter \"b\" is in place DEVICE");
    assertThat(gradients).containsExactly(device, host);
  }
}
