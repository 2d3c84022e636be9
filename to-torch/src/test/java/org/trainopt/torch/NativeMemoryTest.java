package org.trainopt.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.trainopt.api.OptimizerSpec;
import org.trainopt.api.Schedules;

/** Steps leave no native memory behind, however long a run is. */
class NativeMemoryTest {
  private static final int STEPS = 10_000;

  /** 64 KiB a tensor: if each step left one behind, it would be 640 MiB after all steps. */
  private static final int LENGTH = 1 << 14;

  private static final long BOUND = 200L << 20;

  private final Map<String, Tensor> leaves = new LinkedHashMap<>();
  private final Tensor even = Tensors.of(Tensors.gaussian(1, LENGTH), LENGTH);
  private final Tensor odd = Tensors.of(Tensors.gaussian(2, LENGTH), LENGTH);
  private int steps;

  /** Gradients at another address every time, one of them missing now and then. */
  @SuppressWarnings("try") // the scope is there to be closed
  private void step(TorchOptimizer optimizer) {
    try (PointerScope scope = new PointerScope()) {
      optimizer.zeroGrad();
      leaves.get("w0").sum().backward();
      leaves.get("w0").mutable_grad().put(steps % 2 == 0 ? even : odd);
      if (steps++ % 10 != 0) {
        leaves.get("w1").mul(leaves.get("w1")).sum().backward();
      }
    }
    optimizer.step();
  }

  @Test
  void stepsLeaveNothingBehind() {
    leaves.putAll(Tensors.leaves(LENGTH, LENGTH));
    OptimizerSpec spec = OptimizerSpec.adam(Schedules.constant(1e-3));
    try (TorchOptimizer optimizer = TorchOptimizer.of(spec, leaves)) {
      for (int t = 0; t < 500; t++) {
        step(optimizer);
      }
      System.gc(); // what tests before this one left is no part of it
      long bytes = Pointer.physicalBytes();
      long pointers = Pointer.totalCount();
      for (int t = 0; t < STEPS; t++) {
        step(optimizer);
      }
      assertThat(Pointer.totalCount() - pointers)
          .as("pointers to native memory that were not freed at the end of their step")
          .isLessThanOrEqualTo(10);
      assertThat(Pointer.physicalBytes() - bytes)
          .as("growth of the process in %d steps, in bytes", STEPS)
          .isLessThan(BOUND);
    }
  }
}
