package org.trainopt.javakernel;

import java.util.EnumSet;
import java.util.Set;
import org.trainopt.api.Storage;
import org.trainopt.kernel.Availability;
import org.trainopt.kernel.KernelProvider;
import org.trainopt.kernel.StepKernel;
import org.trainopt.kernel.StepPlan;

/** The pure-Java kernels: the reference for all others, and the fallback. They use one thread. */
public final class JavaKernelProvider implements KernelProvider {
  @Override
  public String name() {
    return "java";
  }

  @Override
  public int priority() {
    return 0;
  }

  @Override
  public Availability availability() {
    return Availability.usable("Java " + Runtime.version().feature());
  }

  @Override
  public Set<Storage.Place> places() {
    return EnumSet.of(Storage.Place.HEAP, Storage.Place.DIRECT);
  }

  @Override
  public long availableBytes() {
    Runtime runtime = Runtime.getRuntime();
    return runtime.maxMemory() - (runtime.totalMemory() - runtime.freeMemory());
  }

  @Override
  public StepKernel compile(StepPlan plan, int threads) {
    return new JavaStepKernel(plan);
  }
}
