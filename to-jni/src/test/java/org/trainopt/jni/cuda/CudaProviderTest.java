package org.trainopt.jni.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.trainopt.api.Estimator;
import org.trainopt.api.GainPolicy;
import org.trainopt.api.NonFinitePolicy;
import org.trainopt.api.OptimizerSpec;
import org.trainopt.api.Parameter;
import org.trainopt.api.Parameters;
import org.trainopt.api.Scaling;
import org.trainopt.api.Scope;
import org.trainopt.api.StatePrecision;
import org.trainopt.api.Storage;
import org.trainopt.kernel.Execution;
import org.trainopt.kernel.KernelProvider;
import org.trainopt.kernel.Kernels;
import org.trainopt.kernel.StepPlan;

/** The provider's life on this machine, most of it where there is no CUDA. */
@Tag("host")
final class CudaProviderTest {
  private final String kernelsBefore = System.getProperty(Kernels.PROPERTY, "");
  private final KernelProvider provider = new CudaKernelProvider();

  @AfterEach
  void restoreProperty() {
    System.setProperty(Kernels.PROPERTY, kernelsBefore);
  }

  private static Properties build() throws IOException {
    Properties build = new Properties();
    try (InputStream in = CudaRuntime.class.getResourceAsStream("cuda-build.properties")) {
      assertThat(in).as("the build's record").isNotNull();
      build.load(in);
    }
    return build;
  }

  private static boolean isBuilt() throws IOException {
    return build().getProperty("built").equals("true");
  }

  /** Why it cannot be used; skips the test where it can. */
  private String reason() {
    assumeTrue(!provider.availability().usable(), "there is a CUDA device");
    return provider.availability().reason();
  }

  @Test
  void theProviderIsFoundFirst() {
    assertThat(Kernels.all())
        .extracting(KernelProvider::name)
        .containsSubsequence("cuda", "native", "java");
  }

  @Test
  void theReasonIsOneLine() {
    String reason = provider.availability().reason();
    assertThat(reason).isNotBlank().doesNotContain("\n");
    System.out.println("cuda kernels: " + reason);
  }

  @Test
  void theReasonIsTheBuildsOrTheMachines() throws IOException {
    String reason = provider.availability().reason();
    if (!isBuilt()) {
      assertThat(reason)
          .isEqualTo("the CUDA library was not built: " + build().getProperty("reason"));
    } else if (!Files.exists(Path.of("/dev/nvidiactl"))) {
      assertThat(reason).isEqualTo("there is no NVIDIA driver on this machine");
    } else {
      assertThat(reason).doesNotContain("library");
    }
  }

  @Test
  void theLibraryIsThereWhereItIsRequired() throws IOException {
    if ("required".equals(System.getProperty("trainopt.cuda"))) {
      assertThat(isBuilt()).isTrue();
      CudaRuntime.requireLibrary();
    }
  }

  @Test
  void forcedKernelsThatCannotBeUsedAreAnErrorWithTheReason() {
    String message = "kernels \"cuda\" cannot be used: " + reason();
    System.setProperty(Kernels.PROPERTY, "cuda");
    assertThatIllegalStateException().isThrownBy(Execution::best).withMessage(message);
    Parameters host = Parameters.of(Parameter.of("w", new float[3]));
    assertThatIllegalStateException()
        .isThrownBy(() -> OptimizerSpec.of(Estimator.stochastic()).build(host))
        .withMessage(message);
  }

  @Test
  void nothingIsCompiledWithoutADevice() {
    String message = "kernels \"cuda\" cannot be used: " + reason();
    StepPlan plan = plan(Storage.of(new float[3]));
    assertThatIllegalStateException()
        .isThrownBy(() -> provider.compile(plan, 1))
        .withMessage(message);
    assertThatIllegalStateException()
        .isThrownBy(() -> provider.availableBytes(plan.slots()))
        .withMessage(message);
    assertThatIllegalStateException().isThrownBy(provider::availableBytes).withMessage(message);
  }

  private static StepPlan plan(Storage weights) {
    return new StepPlan(
        List.of(new StepPlan.Group("default", Estimator.stochastic(), Scaling.none())),
        List.of(new StepPlan.Slot("w", weights, 0)),
        Scope.WHOLE_VECTOR,
        StatePrecision.FLOAT32,
        Double.POSITIVE_INFINITY,
        Double.POSITIVE_INFINITY,
        Double.POSITIVE_INFINITY,
        NonFinitePolicy.FAIL,
        GainPolicy.WARN);
  }

  @Test
  void parametersOnADeviceAreRefusedWithTheReason() {
    String reason = reason();
    System.setProperty(Kernels.PROPERTY, "");
    Parameters device = Parameters.of(new Parameter("embedding", Storage.ofDevice(0x100, 3, 0, 0)));
    assertThatIllegalStateException()
        .isThrownBy(() -> OptimizerSpec.of(Estimator.stochastic()).build(device))
        .withMessageStartingWith(
            "parameter \"embedding\" is in place DEVICE, but no kernels can be used there: cuda"
                + " cannot be used, "
                + reason
                + "; native ");
  }

  @Test
  void hostParametersNeverGetThemUnasked() {
    System.setProperty(Kernels.PROPERTY, "");
    Parameters host = Parameters.of(Parameter.of("w", new float[3]));
    assertThat(Execution.best().provider().name()).isIn("native", "java");
    assertThat(Execution.best(host).provider().name()).isIn("native", "java");
    assertThat(provider.homePlaces()).containsExactly(Storage.Place.DEVICE);
    assertThat(provider.places()).containsExactlyInAnyOrder(Storage.Place.values());
  }

  @Test
  void callsWithoutADeviceFailWithCallAndCode() throws IOException {
    String reason = reason();
    Throwable tensor = catchThrowable(() -> DeviceTensor.allocate(1000, 0));
    Throwable stream = catchThrowable(() -> CudaStream.create(0));
    if (!isBuilt()) {
      assertThat(tensor)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("CUDA cannot be used: " + reason);
      assertThat(stream).isInstanceOf(IllegalStateException.class);
      return;
    }
    for (Throwable thrown : List.of(tensor, stream)) {
      assertThat(thrown).isInstanceOf(CudaException.class);
      CudaException failure = (CudaException) thrown;
      assertThat(failure.code()).isIn(35, 100);
      assertThat(failure.call()).startsWith("cuda");
      assertThat(failure).hasMessageContaining("(" + failure.code() + "): ");
      assertThat(failure.isSticky()).isFalse();
    }
  }
}
