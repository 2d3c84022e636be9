package org.trainopt.jni.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.trainopt.kernel.Kernels;

/**
 * An error of the device closes the kernels for the rest of the process: tried in one of its own.
 */
final class StickyErrorTest {
  private static final String LINE =
      "cudaStreamSynchronize on device 0: cudaErrorIllegalAddress (700): an illegal memory access"
          + " was encountered";

  /** The process of its own. */
  static final class Child {
    private Child() {}

    public static void main(String[] arguments) {
      CudaKernelProvider provider = new CudaKernelProvider();
      CudaRuntime.remember(CudaException.of("cudaMalloc: cudaErrorMemoryAllocation (2): none", 2));
      System.out.println(provider.availability().reason().startsWith("closed"));
      CudaRuntime.remember(CudaException.of(LINE, CudaLibrary.FAILED));
      System.out.println(provider.availability().usable());
      System.out.println(provider.availability().reason());
      try {
        Kernels.named("cuda");
      } catch (IllegalStateException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  @Test
  void aStickyErrorClosesTheKernels() throws IOException, InterruptedException {
    String missing = CudaRuntime.missingLibrary();
    boolean simulated = !System.getProperty(CudaRuntime.LIBRARY, "").isBlank();
    if (simulated && "required".equals(System.getProperty("trainopt.native"))) {
      assertThat(missing).isNull();
    }
    assumeTrue(missing == null, missing);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String property :
        List.of("org.bytedeco.javacpp.cachedir", CudaRuntime.LIBRARY, "java.class.path")) {
      if (System.getProperty(property) != null) {
        command.add("-D" + property + "=" + System.getProperty(property));
      }
    }
    command.add(Child.class.getName());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    String reason =
        "closed by an error of the device: "
            + LINE
            + "; no CUDA call will work in this process any more, start the JVM again";
    assertThat(output.lines())
        .containsExactly("false", "false", reason, "kernels \"cuda\" cannot be used: " + reason);
  }
}
