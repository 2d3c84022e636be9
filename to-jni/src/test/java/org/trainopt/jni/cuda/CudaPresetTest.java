package org.trainopt.jni.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.trainopt.kernel.Availability;

/** With JavaCPP's CUDA preset on the class path, which profile cuda-platform puts there. */
@Tag("preset")
final class CudaPresetTest {
  /** Where it finds no CUDA to link with, the preset throws errors of linking. */
  @Test
  void thePresetBesideUsChangesNothing() {
    Availability before = new CudaKernelProvider().availability();
    Throwable thrown = catchThrowable(() -> Class.forName("org.bytedeco.cuda.global.cudart"));
    if (thrown != null) {
      assertThat(thrown).isInstanceOf(LinkageError.class);
    }
    System.out.println("the CUDA preset: " + (thrown == null ? "loads" : thrown.toString()));
    assertThat(new CudaKernelProvider().availability()).isEqualTo(before);
  }
}
