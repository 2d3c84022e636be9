package org.trainopt.jni.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CudaExceptionTest {
  @Test
  void callCodeAndWordsAreThoseOfTheLibrary() {
    CudaException failure =
        CudaException.of(
            "cudaMalloc of 4096 bytes on device 0: cudaErrorMemoryAllocation (2): out of memory",
            2);
    assertThat(failure)
        .hasMessage(
            "cudaMalloc of 4096 bytes on device 0: cudaErrorMemoryAllocation (2): out of memory");
    assertThat(failure.call()).isEqualTo("cudaMalloc of 4096 bytes on device 0");
    assertThat(failure.code()).isEqualTo(2);
    assertThat(failure.isSticky()).isFalse();
  }

  @Test
  void theCodeIsTheLinesWhereTheStatusSaysOnlyThatACallFailed() {
    CudaException failure =
        CudaException.of(
            "cudaStreamSynchronize on device 1: cudaErrorIllegalAddress (700): an illegal memory"
                + " access was encountered",
            CudaLibrary.FAILED);
    assertThat(failure.code()).isEqualTo(700);
    assertThat(failure.isSticky()).isTrue();
    assertThat(failure)
        .hasMessageStartingWith("cudaStreamSynchronize on device 1: cudaErrorIllegalAddress (700)")
        .hasMessageEndingWith("start the JVM again");
  }

  @Test
  void aCodeWithoutALineIsSaid() {
    CudaException failure = CudaException.of("", 46);
    assertThat(failure).hasMessage("a CUDA call failed with code 46");
    assertThat(failure.call()).isEmpty();
    assertThat(failure.code()).isEqualTo(46);
  }

  /** Those of which CUDA's documentation says that the process must be relaunched, and hardware. */
  @ParameterizedTest
  @ValueSource(ints = {214, 220, 226, 700, 702, 710, 714, 715, 716, 717, 718, 719, 721})
  void errorsThatEndCudaAreSticky(int code) {
    assertThat(CudaException.isSticky(code)).isTrue();
  }

  /** Invalid value, memory, no driver, no device, no image, launch resources, unknown. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 35, 46, 100, 101, 209, 400, 701, 708, 720, 999})
  void othersAreNot(int code) {
    assertThat(CudaException.isSticky(code)).isFalse();
  }
}
