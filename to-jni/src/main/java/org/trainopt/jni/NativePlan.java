package org.trainopt.jni;

import java.util.List;
import org.trainopt.kernel.StepKernel.StateArray;
import org.trainopt.kernel.StepPlan;

/** Makes kernels of plans. */
final class NativePlan {
  private NativePlan() {}

  /**
   * Allocates a kernel.
   *
   * @return its address, not 0
   * @throws OutOfMemoryError if its state cannot be allocated
   */
  static long create(StepPlan plan, int threads, Isa isa) {
    PlanStructs structs = PlanStructs.of(plan, threads, isa.number());
    int[] error = new int[1];
    long kernel =
        NativeLibrary.create(
            structs.options(), structs.limits(), structs.groups(), structs.slots(), error);
    if (kernel == 0) {
      if (error[0] == NativeLibrary.OUT_OF_MEMORY) {
        throw outOfMemory();
      }
      throw new IllegalStateException("the native kernels refused the plan, error " + error[0]);
    }
    return kernel;
  }

  static OutOfMemoryError outOfMemory() {
    return new OutOfMemoryError("the native kernels could not allocate memory for their state");
  }

  static List<StateArray> arrays(StepPlan plan, long kernel) {
    return PlanStructs.arrays(
        plan,
        NativeLibrary.arrayCount(kernel),
        (index, fields) -> NativeLibrary.arrayAt(kernel, index, fields));
  }
}
