package org.trainopt.experiments.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.trainopt.experiments.blas.Blas;
import org.trainopt.experiments.network.LibTorch;
import org.trainopt.experiments.run.Environment;
import org.trainopt.kernel.Availability;
import org.trainopt.kernel.KernelProvider;
import org.trainopt.kernel.Kernels;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ./to doctor}. */
@Command(
    name = "doctor",
    description = "Shows which kernels, LibTorch and BLAS this machine uses, and why not others.",
    mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    out.println("trainopt  " + Environment.versionAndCommit());
    out.println("machine   " + Environment.machine());
    out.println("java      " + Environment.jvm());
    for (KernelProvider provider : Kernels.all()) {
      Availability availability = provider.availability();
      out.printf(
          "kernels   %-8s %-3s  %s%n",
          provider.name(), availability.usable() ? "yes" : "no", availability.reason());
    }
    out.println(
        "          used: "
            + new KernelOption().execution().provider().name()
            + ", for weights in host memory");
    out.println("libtorch  " + LibTorch.about());
    out.println("blas      " + Blas.best().name() + "  " + Blas.best().reason());
    return 0;
  }
}
