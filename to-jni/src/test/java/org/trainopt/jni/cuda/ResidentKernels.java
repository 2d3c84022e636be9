package org.trainopt.jni.cuda;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.trainopt.api.Storage;
import org.trainopt.kernel.Availability;
import org.trainopt.kernel.KernelProvider;
import org.trainopt.kernel.StepContext;
import org.trainopt.kernel.StepKernel;
import org.trainopt.kernel.StepPlan;

/**
 * The CUDA kernels on tensors that stay in device memory, behind host parameters: the tests' own
 * copies around each step let every test of other kernels run on them.
 */
public final class ResidentKernels implements KernelProvider {
  private final CudaKernelProvider cuda = new CudaKernelProvider();

  @Override
  public String name() {
    return "cuda, resident";
  }

  @Override
  public int priority() {
    return 0;
  }

  @Override
  public Availability availability() {
    return cuda.availability();
  }

  @Override
  public Set<Storage.Place> places() {
    return cuda.places();
  }

  @Override
  public long availableBytes() {
    return cuda.availableBytes();
  }

  @Override
  public StepKernel compile(StepPlan plan, int threads) {
    return new Resident(plan, threads);
  }

  private final class Resident implements StepKernel {
    private final CudaStream stream = CudaStream.create(CudaRuntime.defaultDevice());
    private final List<DeviceTensor> weights = new ArrayList<>();
    private final List<DeviceTensor> gradients = new ArrayList<>();
    private final StepPlan plan;
    private final StepKernel kernel;

    Resident(StepPlan plan, int threads) {
      this.plan = plan;
      List<StepPlan.Slot> slots = new ArrayList<>();
      for (StepPlan.Slot slot : plan.slots()) {
        weights.add(DeviceTensor.allocate(slot.weights().length(), stream));
        gradients.add(DeviceTensor.allocate(slot.weights().length(), stream));
        Storage there = weights.get(weights.size() - 1).storage();
        slots.add(new StepPlan.Slot(slot.name(), there, slot.group()));
      }
      kernel =
          cuda.compile(
              new StepPlan(
                  plan.groups(),
                  slots,
                  plan.scope(),
                  plan.statePrecision(),
                  plan.clipValue(),
                  plan.clipNorm(),
                  plan.radius(),
                  plan.nonFinite(),
                  plan.gainPolicy()),
              threads);
    }

    @Override
    public void step(StepContext context) {
      Storage[] ours = context.gradients.clone();
      for (int k = 0; k < ours.length; k++) {
        weights.get(k).copyFrom(buffer(plan.slots().get(k).weights()));
        gradients.get(k).copyFrom(buffer(ours[k]));
        context.gradients[k] = gradients.get(k).storage();
      }
      kernel.step(context);
      System.arraycopy(ours, 0, context.gradients, 0, ours.length);
      for (int k = 0; k < ours.length; k++) {
        // Also after a refused step, which must not have changed them.
        weights.get(k).copyTo(buffer(plan.slots().get(k).weights()));
      }
    }

    private static FloatBuffer buffer(Storage storage) {
      if (storage instanceof Storage.Heap there) {
        return FloatBuffer.wrap(there.array(), there.offset(), there.size());
      }
      if (storage instanceof Storage.Direct there) {
        return there.buffer();
      }
      Storage.Address there = (Storage.Address) storage;
      return new FloatPointer(new At(there.address())).capacity(there.length()).asBuffer();
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
      weights.forEach(DeviceTensor::close);
      gradients.forEach(DeviceTensor::close);
      stream.close();
    }
  }

  /** Memory that somebody else has. */
  private static final class At extends Pointer {
    At(long address) {
      this.address = address;
    }
  }
}
