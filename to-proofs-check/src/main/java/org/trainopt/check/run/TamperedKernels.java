package org.trainopt.check.run;

import java.util.List;
import java.util.Set;
import org.trainopt.api.Storage;
import org.trainopt.kernel.Availability;
import org.trainopt.kernel.KernelProvider;
import org.trainopt.kernel.StepContext;
import org.trainopt.kernel.StepKernel;
import org.trainopt.kernel.StepPlan;
import org.trainopt.kernel.StepScalars;

/** Production kernels that are handed −α: what a sign error in A's update would do. */
record TamperedKernels(KernelProvider kernels) implements KernelProvider {
  @Override
  public String name() {
    return kernels.name();
  }

  @Override
  public int priority() {
    return kernels.priority();
  }

  @Override
  public Availability availability() {
    return kernels.availability();
  }

  @Override
  public Set<Storage.Place> places() {
    return kernels.places();
  }

  @Override
  public long availableBytes() {
    return kernels.availableBytes();
  }

  @Override
  public StepKernel compile(StepPlan plan, int threads) {
    return new FlippedAlpha(kernels.compile(plan, threads));
  }

  private record FlippedAlpha(StepKernel kernel) implements StepKernel {
    @Override
    public void step(StepContext context) {
      for (int k = StepScalars.ALPHA; k < context.scalars.length; k += StepScalars.COUNT) {
        context.scalars[k] = -context.scalars[k];
      }
      kernel.step(context);
    }

    @Override
    public List<StateArray> arrays() {
      return kernel.arrays();
    }

    @Override
    public void read(int array, float[] to) {
      kernel.read(array, to);
    }

    @Override
    public void write(int array, float[] from) {
      kernel.write(array, from);
    }

    @Override
    public void readEstimate(int slot, float[] to) {
      kernel.readEstimate(slot, to);
    }

    @Override
    public void close() {
      kernel.close();
    }
  }
}
