package org.trainopt.jni.cuda;

import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.trainopt.api.Storage;
import org.trainopt.kernel.Availability;
import org.trainopt.kernel.KernelProvider;
import org.trainopt.kernel.StepKernel;
import org.trainopt.kernel.StepPlan;

/**
 * The CUDA kernels, priority 20. They are at home in device memory ({@link Storage#ofDevice},
 * {@link DeviceTensor}), where a step copies nothing and is queued on the tensors' stream. Asked
 * for by {@code -Dtrainopt.kernels=cuda} they also take weights and gradients in host memory, and
 * copy both in and the weights out in each step: the slow, convenient way to run what was written
 * for the host. Such weights go to device 0, or to {@code -Dtrainopt.cuda.device=N}.
 *
 * <p>A step is waited for where its outcome is wanted: unless {@link
 * org.trainopt.api.NonFinitePolicy#KEEP} and {@link org.trainopt.api.GainPolicy#IGNORE} are set and
 * nobody listens to reports. With these a step in device memory returns once it is queued, and an
 * error of the device shows up in a later call.
 */
public final class CudaKernelProvider implements KernelProvider {
  /** The oldest architecture the library is compiled for, 10 major + minor. */
  private static final long LEAST_CAPABILITY = 75;

  @Override
  public String name() {
    return "cuda";
  }

  @Override
  public int priority() {
    return 20;
  }

  @Override
  public Availability availability() {
    String problem = CudaRuntime.problem();
    if (problem != null) {
      return Availability.unusable(problem);
    }
    try {
      int device = CudaRuntime.defaultDevice();
      long[] fields = CudaRuntime.fields(device);
      long capability = fields[CudaLibrary.COMPUTE_CAPABILITY];
      String what = describe(device, fields);
      if (capability < LEAST_CAPABILITY) {
        return Availability.unusable(
            what + ": the library needs compute capability 7.5 or higher on device " + device);
      }
      return Availability.usable(what);
    } catch (CudaException | IllegalStateException e) {
      return Availability.unusable(String.valueOf(e.getMessage()));
    }
  }

  private static String describe(int device, long[] fields) {
    byte[] name = new byte[256];
    CudaRuntime.check(CudaLibrary.deviceName(device, name, name.length));
    int[] driver = new int[1];
    CudaRuntime.check(CudaLibrary.driverVersion(driver));
    int end = 0;
    while (end < name.length && name[end] != 0) {
      end++;
    }
    long capability = fields[CudaLibrary.COMPUTE_CAPABILITY];
    int others = CudaRuntime.devices() - 1;
    return String.format(
        Locale.ROOT,
        "%s, compute capability %d.%d, %.1f GiB, CUDA %s, driver for %s%s",
        new String(name, 0, end, StandardCharsets.UTF_8),
        capability / 10,
        capability % 10,
        fields[CudaLibrary.TOTAL_BYTES] / (double) (1 << 30),
        CudaRuntime.version(CudaLibrary.runtimeVersion()),
        CudaRuntime.version(driver[0]),
        others == 0 ? "" : ", device " + device + " of " + (others + 1));
  }

  @Override
  public Set<Storage.Place> places() {
    return EnumSet.allOf(Storage.Place.class);
  }

  @Override
  public Set<Storage.Place> homePlaces() {
    return EnumSet.of(Storage.Place.DEVICE);
  }

  /**
   * The free memory of the device for weights in host memory.
   *
   * @throws IllegalStateException if these kernels cannot be used
   */
  @Override
  public long availableBytes() {
    requireUsable();
    return CudaRuntime.freeBytes(CudaRuntime.defaultDevice());
  }

  /**
   * The free memory of the device with the weights.
   *
   * @throws IllegalStateException if these kernels cannot be used
   */
  @Override
  public long availableBytes(List<StepPlan.Slot> slots) {
    requireUsable();
    return CudaRuntime.freeBytes(device(slots));
  }

  /** The device of the first slot's weights, which all others must share. */
  static int device(List<StepPlan.Slot> slots) {
    return slots.get(0).weights() instanceof Storage.Device there
        ? there.device()
        : CudaRuntime.defaultDevice();
  }

  /**
   * @throws IllegalStateException if these kernels cannot be used
   * @throws IllegalArgumentException if the weights are not all on one device and stream; the
   *     message names the parameter
   * @throws CudaException if a CUDA call fails, as it does where memory runs out
   */
  @Override
  public StepKernel compile(StepPlan plan, int threads) {
    requireUsable();
    return new CudaStepKernel(plan, Tensors.of(plan));
  }

  private void requireUsable() {
    Availability availability = availability();
    if (!availability.usable()) {
      throw new IllegalStateException("kernels \"cuda\" cannot be used: " + availability.reason());
    }
  }
}
