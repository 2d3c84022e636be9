package org.trainopt.experiments.cli;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.trainopt.api.Storage.Place;
import org.trainopt.experiments.config.TaskSettings;
import org.trainopt.experiments.network.Devices;
import org.trainopt.experiments.network.NetworkSettings;
import org.trainopt.kernel.Execution;
import org.trainopt.kernel.KernelProvider;
import org.trainopt.kernel.Kernels;
import picocli.CommandLine.Option;

/** {@code --kernels}, shared by the commands that step optimizers. */
final class KernelOption {
  @Option(
      names = "--kernels",
      paramLabel = "NAME",
      description =
          "java, native or cuda; default: the best of this machine. Results are the same.")
  @Nullable String name;

  /**
   * The kernels for a task: those that were named, else the best that work where it computes.
   *
   * @throws org.trainopt.experiments.InputException if that device is not there
   */
  Execution execution(TaskSettings task) {
    if (task instanceof NetworkSettings network) {
      Devices.of(network.device()); // that it is not there says more than kernels would
    }
    Execution best = execution();
    boolean forced = name != null || System.getProperty(Kernels.PROPERTY) != null;
    if (!forced && task instanceof NetworkSettings network) {
      boolean cpu = network.device().equals("cpu");
      for (KernelProvider provider : Kernels.all()) {
        if (reaches(provider.homePlaces(), cpu) && provider.availability().usable()) {
          return new Execution(provider, best.threads());
        }
      }
    }
    return best;
  }

  private static boolean reaches(Set<Place> places, boolean cpu) {
    return cpu
        ? places.contains(Place.ADDRESS) || places.contains(Place.DIRECT)
        : places.contains(Place.DEVICE);
  }

  Execution execution() {
    try {
      return name == null ? Execution.best() : Execution.on(name);
    } catch (IllegalStateException e) {
      throw new BadEnvironment(e.getMessage() + " (./to doctor tells more)", e);
    }
  }
}
