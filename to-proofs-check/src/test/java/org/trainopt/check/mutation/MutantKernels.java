package org.trainopt.check.mutation;

import java.util.EnumSet;
import java.util.Set;
import org.trainopt.api.Storage;
import org.trainopt.kernel.Availability;
import org.trainopt.kernel.KernelProvider;
import org.trainopt.kernel.StepKernel;
import org.trainopt.kernel.StepPlan;

/**
 * Kernels that are not production's, with a fault put in: what the checker must say no to. Not
 * found by name; a test hands them over.
 *
 * @param mutation the fault
 */
record MutantKernels(Mutation mutation) implements KernelProvider {
  @Override
  public String name() {
    return "mutant";
  }

  @Override
  public int priority() {
    return -1;
  }

  @Override
  public Availability availability() {
    return Availability.usable("mutation: " + mutation.text());
  }

  @Override
  public Set<Storage.Place> places() {
    return EnumSet.of(Storage.Place.HEAP);
  }

  @Override
  public long availableBytes() {
    return Runtime.getRuntime().maxMemory();
  }

  @Override
  public StepKernel compile(StepPlan plan, int threads) {
    return new MutantKernel(plan, mutation);
  }
}
