package org.trainopt.jni.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.LongBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.trainopt.api.Storage;
import org.trainopt.kernel.StepPlan;

/** What may be mixed; nothing here needs CUDA. */
final class TensorsTest {
  private static List<StepPlan.Slot> slots(Storage first, Storage second) {
    return List.of(new StepPlan.Slot("w", first, 0), new StepPlan.Slot("b", second, 0));
  }

  @Test
  void addressesAreHandedOn() {
    ResidentTensors tensors =
        new ResidentTensors(
            slots(Storage.ofDevice(0x100, 3, 1, 0x50), Storage.ofDevice(0x200, 4, 1, 0x50)));
    LongBuffer addresses = LongBuffer.allocate(4);
    Storage[] gradients = {
      Storage.ofDevice(0x300, 3, 1, 0x50), Storage.ofDevice(0x400, 4, 1, 0x50)
    };
    tensors.before(gradients, addresses);
    assertThat(addresses.array()).containsExactly(0x100, 0x300, 0x200, 0x400);
    assertThat(tensors.device()).isEqualTo(1);
    assertThat(tensors.stream()).isEqualTo(0x50);
  }

  @Test
  void weightsAreOnOneDeviceAndOneStream() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new ResidentTensors(
                    slots(Storage.ofDevice(0x100, 3, 0, 0), Storage.ofDevice(0x200, 3, 1, 0))))
        .withMessage(
            "parameter \"b\" is on device 1, stream 0x0, but the weights of \"w\" are on device 0,"
                + " stream 0x0; all weights and gradients of an optimizer are on one device and one"
                + " stream");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new ResidentTensors(
                    slots(Storage.ofDevice(0x100, 3, 0, 0), Storage.ofDevice(0x200, 3, 0, 0x60))))
        .withMessageContaining("parameter \"b\" is on device 0, stream 0x60");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new ResidentTensors(
                    slots(Storage.ofDevice(0x100, 3, 0, 0), Storage.of(new float[3]))))
        .withMessageContaining("parameter \"b\" is in place HEAP");
  }

  @Test
  void gradientsAreWhereTheWeightsAre() {
    ResidentTensors tensors =
        new ResidentTensors(
            slots(Storage.ofDevice(0x100, 3, 0, 0), Storage.ofDevice(0x200, 3, 0, 0)));
    LongBuffer addresses = LongBuffer.allocate(4);
    Storage right = Storage.ofDevice(0x300, 3, 0, 0);
    for (Storage wrong :
        List.of(
            Storage.ofDevice(0x400, 3, 1, 0),
            Storage.ofDevice(0x400, 3, 0, 8),
            Storage.of(new float[3]))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> tensors.before(new Storage[] {right, wrong}, addresses))
          .withMessageContaining("gradient of parameter \"b\" is ");
    }
  }

  @Test
  void hostWeightsAreNotMixedWithADevices() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new StagedTensors(
                    slots(Storage.of(new float[3]), Storage.ofDevice(0x200, 3, 0, 0)), 0))
        .withMessage(
            "parameter \"b\" is on a device, but the weights of \"w\" are in host memory; one"
                + " optimizer's tensors are all on a device or all in host memory");
  }
}
