package org.trainopt.api;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;

class ParametersTest {
  @Test
  void namesMustNotBeBlank() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Parameter.of(" ", new float[1]))
        .withMessage("a parameter's name must not be blank");
  }

  @Test
  void namesMustBeUnique() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Parameters.of(Parameter.of("w", new float[1]), Parameter.of("w", new float[2])))
        .withMessage("parameter \"w\" is given twice; names must be unique");
  }

  @Test
  void thereMustBeOne() {
    assertThatIllegalArgumentException()
        .isThrownBy(Parameters::of)
        .withMessage("an optimizer needs at least one parameter");
  }

  @Test
  void tensorsMustNotShareElements() {
    float[] shared = new float[10];
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Parameters.of(
                    Parameter.of("x", shared),
                    Parameter.of("y", new float[3]),
                    Parameter.of("z", FloatBuffer.wrap(shared, 9, 1))))
        .withMessage(
            "parameters \"x\" and \"z\" share elements of one array; give each tensor memory of its"
                + " own");
  }

  @Test
  void tensorsOnADeviceAndInHostMemoryAreOfOptimizersOfTheirOwn() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Parameters.of(
                    new Parameter("w", Storage.ofAddress(0x1000, 3)),
                    new Parameter("b", Storage.ofDevice(0x1000, 3, 0, 0))))
        .withMessage(
            "parameter \"b\" is in place DEVICE, but parameter \"w\" is in place ADDRESS; one"
                + " optimizer's weights are all on a device or all in host memory");
  }

  @Test
  void neighboursInOneArrayAreFine() {
    float[] shared = new float[10];
    assertThatCode(
            () ->
                Parameters.of(
                    Parameter.of("x", FloatBuffer.wrap(shared, 0, 4)),
                    Parameter.of("y", FloatBuffer.wrap(shared, 4, 6)),
                    Parameter.of("empty", FloatBuffer.wrap(shared, 2, 0))))
        .doesNotThrowAnyException();
  }

  @Test
  void aBadBufferIsNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Parameter.of("head.bias", FloatBuffer.allocate(3).asReadOnlyBuffer()))
        .withMessage(
            "parameter \"head.bias\": buffer is read-only; weights and gradients must be writable");
  }
}
