package org.trainopt.kernel;

import java.util.Set;
import org.trainopt.api.Storage;

/** Kernels of the highest priority that this machine cannot run; registered for the tests. */
public final class UnusableKernels implements KernelProvider {
  @Override
  public String name() {
    return "unusable";
  }

  @Override
  public int priority() {
    return 1000;
  }

  @Override
  public Availability availability() {
    return Availability.unusable("no such device on this machine");
  }

  @Override
  public Set<Storage.Place> places() {
    return Set.of();
  }

  @Override
  public long availableBytes() {
    return 0;
  }

  @Override
  public StepKernel compile(StepPlan plan, int threads) {
    throw new AssertionError("unusable kernels were used");
  }
}
