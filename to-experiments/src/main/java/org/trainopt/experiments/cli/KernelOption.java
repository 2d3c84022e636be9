package org.trainopt.experiments.cli;

import org.jspecify.annotations.Nullable;
import org.trainopt.kernel.Execution;
import picocli.CommandLine.Option;

/** {@code --kernels}, shared by the commands that step optimizers. */
final class KernelOption {
  @Option(
      names = "--kernels",
      paramLabel = "NAME",
      description =
          "java, native or cuda; default: the best of this machine. Results are the same.")
  @Nullable String name;

  Execution execution() {
    try {
      return name == null ? Execution.best() : Execution.on(name);
    } catch (IllegalStateException e) {
      throw new BadEnvironment(e.getMessage() + " (./to doctor tells more)", e);
    }
  }
}
