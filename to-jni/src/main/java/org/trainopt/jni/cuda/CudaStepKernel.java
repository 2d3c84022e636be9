package org.trainopt.jni.cuda;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.LongBuffer;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;
import org.trainopt.api.GainPolicy;
import org.trainopt.api.NonFinitePolicy;
import org.trainopt.jni.PlanStructs;
import org.trainopt.kernel.StepContext;
import org.trainopt.kernel.StepContext.Outcome;
import org.trainopt.kernel.StepKernel;
import org.trainopt.kernel.StepPlan;
import org.trainopt.kernel.StepScalars;

/**
 * Steps a plan on a device. The state is in the device's memory, freed by {@link #close}, or when
 * the kernel becomes unreachable without it.
 */
final class CudaStepKernel implements StepKernel {
  private static final Cleaner CLEANER = Cleaner.create();

  private final StepPlan plan;
  private final Tensors tensors;
  private final Memory memory;
  private final Cleaner.Cleanable cleanable;
  private final List<StateArray> arrays;

  /** Whether the outcome of every step is wanted. */
  private final boolean waits;

  /** What goes in and out of a step, shared with native code. */
  private final DoubleBuffer results;

  private final LongBuffer wholeResults;
  private final DoubleBuffer scalars;
  private final long resultsAddress;
  private final long scalarsAddress;

  /** The kernel's own table of addresses, two a tensor. */
  private final LongBuffer addresses;

  /** The error after which weights and state are unknown. */
  private @Nullable CudaException broken;

  /** Takes over the tensors. */
  CudaStepKernel(StepPlan plan, Tensors tensors) {
    this.plan = plan;
    this.tensors = tensors;
    waits =
        tensors.isCopied()
            || plan.nonFinite() != NonFinitePolicy.KEEP
            || plan.gainPolicy() != GainPolicy.IGNORE;
    int scalarCount = plan.groups().size() * StepScalars.COUNT;
    ByteBuffer shared =
        ByteBuffer.allocateDirect(Double.BYTES * (CudaLibrary.RESULTS + scalarCount))
            .order(ByteOrder.nativeOrder());
    DoubleBuffer doubles = shared.asDoubleBuffer();
    results = doubles.slice(0, CudaLibrary.RESULTS);
    wholeResults = shared.asLongBuffer().slice(0, CudaLibrary.RESULTS);
    scalars = doubles.slice(CudaLibrary.RESULTS, scalarCount);
    resultsAddress = new Pointer(shared).address();
    scalarsAddress = resultsAddress + (long) Double.BYTES * CudaLibrary.RESULTS;
    memory = new Memory(create(plan, tensors), tensors, shared);
    cleanable = CLEANER.register(this, memory);
    addresses = CudaLibrary.tensors(memory.kernel()).capacity(2L * plan.slots().size()).asBuffer();
    arrays =
        PlanStructs.arrays(
            plan,
            CudaLibrary.arrayCount(memory.kernel()),
            (index, fields) -> CudaLibrary.arrayAt(memory.kernel(), index, fields));
  }

  private static long create(StepPlan plan, Tensors tensors) {
    PlanStructs structs = PlanStructs.of(plan, 1, 0);
    int[] error = new int[1];
    long kernel =
        CudaLibrary.create(
            structs.options(),
            structs.limits(),
            structs.groups(),
            structs.slots(),
            tensors.device(),
            error);
    if (kernel != 0) {
      return kernel;
    }
    // Asked before other calls are made. Memory of the host runs out as a device's does.
    RuntimeException failure =
        error[0] == CudaLibrary.OUT_OF_MEMORY || error[0] == CudaLibrary.CREATE_FAILED
            ? CudaRuntime.failure(error[0])
            : new IllegalStateException("the CUDA kernels refused the plan, error " + error[0]);
    tensors.free();
    throw failure;
  }

  @Override
  public void step(StepContext context) {
    long kernel = memory.kernel();
    requireSound();
    if (context.scalars.length != scalars.capacity()) {
      throw new IllegalArgumentException("the context is of another plan");
    }
    scalars.put(0, context.scalars);
    try {
      tensors.before(context.gradients, addresses);
      int outcome =
          CudaLibrary.step(
              kernel,
              scalarsAddress,
              context.firstStep ? 1 : 0,
              context.report ? 1 : 0,
              waits || context.report ? 1 : 0,
              tensors.stream(),
              resultsAddress);
      finish(context, outcome);
      if (outcome == CudaLibrary.DONE) {
        tensors.after();
      }
    } catch (CudaException e) {
      broken = e;
      throw e;
    } finally {
      Reference.reachabilityFence(this); // the state, and the storages behind the addresses
    }
  }

  private void finish(StepContext context, int outcome) {
    context.gain = results.get(CudaLibrary.GAIN);
    switch (outcome) {
      case CudaLibrary.DONE -> {
        context.outcome = Outcome.DONE;
        context.gradientSquares = results.get(CudaLibrary.GRADIENT_SQUARES);
        context.estimateSquares = results.get(CudaLibrary.ESTIMATE_SQUARES);
        context.errorSquares = results.get(CudaLibrary.ERROR_SQUARES);
      }
      case CudaLibrary.NON_FINITE -> {
        context.outcome = Outcome.NON_FINITE;
        context.slot = (int) wholeResults.get(CudaLibrary.SLOT);
        context.element = wholeResults.get(CudaLibrary.ELEMENT);
      }
      case CudaLibrary.UNSTABLE_GAIN -> context.outcome = Outcome.UNSTABLE_GAIN;
      default -> throw CudaRuntime.failure(outcome);
    }
  }

  /** After an error a step may have been made in part. */
  private void requireSound() {
    if (broken != null) {
      throw new IllegalStateException(
          "weights and state are unknown since a CUDA call failed in a step; build the optimizer"
              + " again from weights and a snapshot that were kept ("
              + broken.getMessage()
              + ")",
          broken);
    }
  }

  @Override
  public List<StateArray> arrays() {
    return arrays;
  }

  @Override
  public void read(int array, float[] to) {
    requireLength(arrays.get(array).length(), to);
    requireSound();
    try {
      CudaRuntime.check(CudaLibrary.read(memory.kernel(), array, to));
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public void write(int array, float[] from) {
    requireLength(arrays.get(array).length(), from);
    requireSound();
    try {
      CudaRuntime.check(CudaLibrary.write(memory.kernel(), array, from));
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public void readEstimate(int slot, float[] to) {
    requireLength(plan.slots().get(slot).weights().length(), to);
    requireSound();
    try {
      CudaRuntime.check(CudaLibrary.readEstimate(memory.kernel(), slot, to));
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  private static void requireLength(long length, float[] array) {
    if (array.length != length) {
      throw new IllegalArgumentException(
          "the array must have " + length + " elements, but has " + array.length);
    }
  }

  @Override
  public void close() {
    cleanable.clean();
  }

  /** Device memory, apart from the kernel so that it can be freed once the kernel is gone. */
  private static final class Memory implements Runnable {
    private final Tensors tensors;

    /** Kept as long as native code may use it. */
    private final ByteBuffer shared;

    private long kernel;

    Memory(long kernel, Tensors tensors, ByteBuffer shared) {
      this.kernel = kernel;
      this.tensors = tensors;
      this.shared = shared;
    }

    long kernel() {
      if (kernel == 0) {
        throw new IllegalStateException("the kernel is closed");
      }
      return kernel;
    }

    @Override
    public void run() {
      try {
        CudaLibrary.destroy(kernel);
        tensors.free();
      } finally {
        Reference.reachabilityFence(shared);
      }
      kernel = 0;
    }
  }
}
