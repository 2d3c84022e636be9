package org.trainopt.jni.cuda;

import java.nio.LongBuffer;
import org.trainopt.api.Storage;
import org.trainopt.kernel.StepPlan;

/** Where a kernel's weights and gradients are, and what that takes before and after a step. */
sealed interface Tensors permits ResidentTensors, StagedTensors {
  /**
   * Tensors where a plan says they are.
   *
   * @throws IllegalArgumentException if the weights are not all on one device and stream, or all in
   *     host memory
   */
  static Tensors of(StepPlan plan) {
    return plan.slots().get(0).weights() instanceof Storage.Device
        ? new ResidentTensors(plan.slots())
        : new StagedTensors(plan.slots(), CudaRuntime.defaultDevice());
  }

  int device();

  /** The stream that steps are queued on. */
  long stream();

  /** Sees to it that weights and gradients are at the addresses that it puts, two a slot. */
  void before(Storage[] gradients, LongBuffer addresses);

  /** Sees to it that the weights of a step that was made are where their owner looks for them. */
  void after();

  /** Whether weights are copied out after a step, which is waited for then. */
  boolean isCopied();

  /** Frees what it allocated, from any thread, but after the kernel. */
  void free();
}
