package org.trainopt.kernel;

import java.util.EnumSet;
import java.util.Set;
import org.trainopt.api.Storage;

/**
 * Stands for kernels of a device, which work on host memory by copying only; registered for the
 * tests, and usable where a test says so.
 */
public final class DeviceKernels implements KernelProvider {
  static volatile boolean usable;

  @Override
  public String name() {
    return "device";
  }

  @Override
  public int priority() {
    return 500;
  }

  @Override
  public Availability availability() {
    return usable ? Availability.usable("a device") : Availability.unusable("no driver");
  }

  @Override
  public Set<Storage.Place> places() {
    return EnumSet.allOf(Storage.Place.class);
  }

  @Override
  public Set<Storage.Place> homePlaces() {
    return EnumSet.of(Storage.Place.DEVICE);
  }

  @Override
  public long availableBytes() {
    return 1 << 20;
  }

  @Override
  public StepKernel compile(StepPlan plan, int threads) {
    throw new UnsupportedOperationException("there is no device");
  }
}
