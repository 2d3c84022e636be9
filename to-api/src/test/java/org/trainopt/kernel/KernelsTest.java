package org.trainopt.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Beside the Java kernels there are unusable ones, and an entry whose class is missing. */
class KernelsTest {
  private final String kernelsBefore = System.getProperty(Kernels.PROPERTY, "");
  private final String threadsBefore = System.getProperty(Execution.THREADS, "");

  @AfterEach
  void restoreProperties() {
    System.setProperty(Kernels.PROPERTY, kernelsBefore);
    System.setProperty(Execution.THREADS, threadsBefore);
  }

  @Test
  void allAreListedByPriorityUsableOrNotAndWithoutTheBrokenEntry() {
    assertThat(Kernels.all()).extracting(KernelProvider::name).containsExactly("unusable", "java");
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
            "kernels \"quantum\" were not found on the class path; there are unusable, java");
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
