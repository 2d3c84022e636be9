package org.trainopt.jni;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.LongBuffer;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.trainopt.api.Storage;
import org.trainopt.kernel.StepContext;
import org.trainopt.kernel.StepContext.Outcome;
import org.trainopt.kernel.StepKernel;
import org.trainopt.kernel.StepPlan;
import org.trainopt.kernel.StepScalars;

/**
 * Steps a plan in one crossing to native code. The state is native memory, freed by {@link #close},
 * or when the kernel becomes unreachable without it.
 */
final class NativeStepKernel implements StepKernel {
  private static final Cleaner CLEANER = Cleaner.create();

  private final Memory memory;
  private final Cleaner.Cleanable cleanable;
  private final StepPlan plan;
  private final List<StateArray> arrays;
  private final int slots;

  /** The storages that {@link #heap} and {@link #places} stand for: weights, then gradients. */
  private final @Nullable Storage[] storages;

  private final @Nullable Object[] heap;

  /** What goes in and out of a step, shared with native code: results, scalars and places. */
  private final DoubleBuffer results;

  private final DoubleBuffer scalars;

  /**
   * An address; or the complement of the offset in the heap array and, in the upper half, of the
   * first entry with the same array.
   */
  private final LongBuffer places;

  /** The first entry of each heap array. */
  private final IdentityHashMap<Object, Integer> holders = new IdentityHashMap<>();

  NativeStepKernel(StepPlan plan, int threads, Isa isa) {
    this.plan = plan;
    slots = plan.slots().size();
    storages = new Storage[2 * slots];
    heap = new Object[2 * slots];
    int scalarCount = plan.groups().size() * StepScalars.COUNT;
    ByteBuffer shared =
        ByteBuffer.allocateDirect(
                Double.BYTES * (NativeLibrary.RESULTS + scalarCount + storages.length))
            .order(ByteOrder.nativeOrder());
    DoubleBuffer doubles = shared.asDoubleBuffer();
    results = doubles.slice(0, NativeLibrary.RESULTS);
    scalars = doubles.slice(NativeLibrary.RESULTS, scalarCount);
    places = shared.asLongBuffer().slice(NativeLibrary.RESULTS + scalarCount, storages.length);
    for (int k = 0; k < slots; k++) {
      place(k, plan.slots().get(k).weights(), k);
    }
    share();
    memory = new Memory(NativePlan.create(plan, threads, isa), shared);
    cleanable = CLEANER.register(this, memory);
    arrays = NativePlan.arrays(plan, memory.kernel());
  }

  /** Notes where a storage is. */
  private void place(int at, Storage storage, int slot) {
    long length = plan.slots().get(slot).weights().length();
    if (storage.length() != length) {
      throw new IllegalArgumentException(
          "gradient of parameter \""
              + plan.slots().get(slot).name()
              + "\" has "
              + storage.length()
              + " elements, but the parameter has "
              + length);
    }
    Object array = null;
    if (storage instanceof Storage.Heap there) {
      array = there.array();
    } else if (storage instanceof Storage.Direct there) {
      places.put(at, NativeLibrary.address(there.buffer()));
    } else if (storage instanceof Storage.Address there) {
      places.put(at, there.address());
    }
    heap[at] = array;
    storages[at] = storage;
  }

  /** Tells tensors in one array from tensors in arrays of their own. */
  private void share() {
    holders.clear();
    for (int i = 0; i < storages.length; i++) {
      if (storages[i] instanceof Storage.Heap there) {
        Integer first = holders.putIfAbsent(there.array(), i);
        places.put(i, ~((long) (first == null ? i : first) << 32 | there.offset()));
      }
    }
  }

  @Override
  public void step(StepContext context) {
    long binding = memory.binding();
    if (context.scalars.length != scalars.capacity()) {
      throw new IllegalArgumentException("the context is of another plan");
    }
    boolean moved = false;
    for (int k = 0; k < slots; k++) {
      Storage gradient = context.gradients[k];
      if (storages[slots + k] != gradient) {
        place(slots + k, gradient, k);
        moved = true;
      }
    }
    if (moved) {
      share();
    }
    int flags =
        (context.firstStep ? NativeLibrary.FIRST : 0) | (context.report ? NativeLibrary.REPORT : 0);
    scalars.put(0, context.scalars);
    try {
      finish(context, NativeLibrary.step(binding, heap, flags));
    } finally {
      Reference.reachabilityFence(this); // the state, and the storages behind the addresses
    }
  }

  private void finish(StepContext context, int outcome) {
    context.gain = results.get(NativeLibrary.GAIN);
    switch (outcome) {
      case NativeLibrary.DONE -> {
        context.outcome = Outcome.DONE;
        context.gradientSquares = results.get(NativeLibrary.GRADIENT_SQUARES);
        context.estimateSquares = results.get(NativeLibrary.ESTIMATE_SQUARES);
        context.errorSquares = results.get(NativeLibrary.ERROR_SQUARES);
      }
      case NativeLibrary.NON_FINITE -> {
        context.outcome = Outcome.NON_FINITE;
        context.slot = (int) results.get(NativeLibrary.SLOT);
        context.element = (long) results.get(NativeLibrary.ELEMENT);
      }
      case NativeLibrary.UNSTABLE_GAIN -> context.outcome = Outcome.UNSTABLE_GAIN;
      default -> throw NativePlan.outOfMemory();
    }
  }

  @Override
  public List<StateArray> arrays() {
    return arrays;
  }

  @Override
  public void read(int array, float[] to) {
    requireLength(arrays.get(array).length(), to);
    try {
      NativeLibrary.read(memory.kernel(), array, to);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public void write(int array, float[] from) {
    requireLength(arrays.get(array).length(), from);
    try {
      NativeLibrary.write(memory.kernel(), array, from);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public void readEstimate(int slot, float[] to) {
    requireLength(plan.slots().get(slot).weights().length(), to);
    try {
      NativeLibrary.readEstimate(memory.kernel(), slot, to);
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

  /** The native memory, apart from the kernel so that it can be freed once the kernel is gone. */
  private static final class Memory implements Runnable {
    /** Kept as long as native code may use it. */
    private final ByteBuffer shared;

    private long kernel;
    private long binding;

    Memory(long kernel, ByteBuffer shared) {
      this.kernel = kernel;
      this.shared = shared;
      binding = NativeLibrary.bind(kernel, NativeLibrary.address(shared.asFloatBuffer()));
      if (binding == 0) {
        throw NativePlan.outOfMemory();
      }
    }

    long kernel() {
      requireOpen(kernel);
      return kernel;
    }

    long binding() {
      requireOpen(binding);
      return binding;
    }

    private static void requireOpen(long address) {
      if (address == 0) {
        throw new IllegalStateException("the kernel is closed");
      }
    }

    @Override
    public void run() {
      try {
        NativeLibrary.unbind(binding);
      } finally {
        Reference.reachabilityFence(shared);
      }
      kernel = 0;
      binding = 0;
    }
  }
}
