package org.trainopt.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.trainopt.api.Estimator;
import org.trainopt.api.OptimizerSpec;
import org.trainopt.api.Parameter;
import org.trainopt.api.Parameters;
import org.trainopt.api.Storage;

/**
 * Beside the Java kernels there are unusable ones, those of a device, and an entry whose class is
 * missing.
 */
class KernelsTest {
  private final String kernelsBefore = System.getProperty(Kernels.PROPERTY, "");
  private final String threadsBefore = System.getProperty(Execution.THREADS, "");

  @AfterEach
  void restoreProperties() {
    System.setProperty(Kernels.PROPERTY, kernelsBefore);
    System.setProperty(Execution.THREADS, threadsBefore);
    DeviceKernels.usable = false;
  }

  @Test
  void allAreListedByPriorityUsableOrNotAndWithoutTheBrokenEntry() {
    assertThat(Kernels.all())
        .extracting(KernelProvider::name)
        .containsExactly("unusable", "device", "java");
  }

  @Test
  void theBestIsTheUsableOneOfHighestPriority() {
    System.setProperty(Kernels.PROPERTY, "");
    assertThat(Kernels.best().name()).isEqualTo("java");
    assertThat(Kernels.best().availability())
        .isEqualTo(Availability.usable("Java " + Runtime.version().feature()));
  }

  @Test
  void aForcedProviderIsTaken() {
    System.setProperty(Kernels.PROPERTY, " java ");
    assertThat(Kernels.best().name()).isEqualTo("java");
    assertThat(Execution.best().provider().name()).isEqualTo("java");
  }

  @Test
  void aForcedProviderThatIsNotThereIsAnError() {
    System.setProperty(Kernels.PROPERTY, "quantum");
    assertThatIllegalStateException()
        .isThrownBy(Kernels::best)
        .withMessage(
            "kernels \"quantum\" were not found on the class path; there are unusable, device, java");
    assertThatIllegalStateException().isThrownBy(Execution::best);
  }

  @Test
  void aForcedProviderThatCannotBeUsedIsAnErrorWithTheReason() {
    System.setProperty(Kernels.PROPERTY, "unusable");
    assertThatIllegalStateException()
        .isThrownBy(Kernels::best)
        .withMessage("kernels \"unusable\" cannot be used: no such device on this machine");
    assertThatIllegalStateException()
        .isThrownBy(() -> Execution.on("unusable"))
        .withMessage("kernels \"unusable\" cannot be used: no such device on this machine");
  }

  private static Parameters on(Storage... storages) {
    List<Parameter> parameters = new ArrayList<>();
    for (Storage storage : storages) {
      parameters.add(new Parameter("w" + parameters.size(), storage));
    }
    return new Parameters(parameters);
  }

  @Test
  void kernelsThatWouldCopyAreNotChosenByThemselves() {
    System.setProperty(Kernels.PROPERTY, "");
    DeviceKernels.usable = true;
    Parameters heap = on(Storage.of(new float[3]), Storage.of(FloatBuffer.allocate(2)));
    assertThat(Kernels.best().name()).isEqualTo("java");
    assertThat(Kernels.best(heap).name()).isEqualTo("java");
    assertThat(Execution.best(heap).provider().name()).isEqualTo("java");
    System.setProperty(Kernels.PROPERTY, "device");
    assertThat(Kernels.best().name()).isEqualTo("device");
    assertThat(Kernels.best(heap).name()).isEqualTo("device");
  }

  @Test
  void parametersOnADeviceGetItsKernels() {
    System.setProperty(Kernels.PROPERTY, "");
    DeviceKernels.usable = true;
    Parameters device = on(Storage.ofDevice(0x1000, 3, 0, 0), Storage.ofDevice(0x2000, 3, 0, 0));
    assertThat(Kernels.best(device).name()).isEqualTo("device");
    assertThatThrownBy(
            () -> OptimizerSpec.of(Estimator.stochastic()).withLearningRate(1).build(device))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage("there is no device");
  }

  @Test
  void parametersWhereNoKernelsCanBeUsedAreNamedWithTheReasons() {
    System.setProperty(Kernels.PROPERTY, "");
    Parameters device = on(Storage.ofDevice(0x1000, 3, 0, 0));
    String message =
        "parameter \"w0\" is in place DEVICE, but no kernels can be used there: unusable cannot be"
            + " used, no such device on this machine; device cannot be used, no driver; java works"
            + " on [HEAP, DIRECT]";
    assertThatIllegalStateException().isThrownBy(() -> Kernels.best(device)).withMessage(message);
    assertThatIllegalStateException()
        .isThrownBy(
            () -> OptimizerSpec.of(Estimator.stochastic()).withLearningRate(1).build(device))
        .withMessage(message);
    assertThatIllegalStateException()
        .isThrownBy(() -> Kernels.best(on(Storage.of(new float[1]), Storage.ofAddress(0x1000, 1))))
        .withMessageContaining("parameter \"w1\" is in place ADDRESS");
  }

  @Test
  void theKernelsOfADeviceCanBeForcedOnlyWhereTheyCanBeUsed() {
    System.setProperty(Kernels.PROPERTY, "device");
    assertThatIllegalStateException()
        .isThrownBy(() -> Kernels.best(on(Storage.ofDevice(0x1000, 3, 0, 0))))
        .withMessage("kernels \"device\" cannot be used: no driver");
  }

  @Test
  void threadsAreAllProcessorsUnlessGiven() {
    System.setProperty(Execution.THREADS, "");
    assertThat(Execution.best().threads()).isEqualTo(Runtime.getRuntime().availableProcessors());
    System.setProperty(Execution.THREADS, "3");
    assertThat(Execution.best().threads()).isEqualTo(3);
    assertThat(Execution.on("java").withThreads(1).threads()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-2", "many", "1.5"})
  void threadsThatAreNoNumberAreAnError(String threads) {
    System.setProperty(Execution.THREADS, threads);
    assertThatIllegalStateException()
        .isThrownBy(Execution::best)
        .withMessage("-Dtrainopt.threads must be a whole number >= 1, but was \"" + threads + "\"");
  }

  @Test
  void anExecutionNeedsAThread() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Execution(Kernels.named("java"), 0))
        .withMessage("threads must be >= 1, but was 0");
  }
}
