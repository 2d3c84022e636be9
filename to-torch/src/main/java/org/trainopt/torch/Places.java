package org.trainopt.torch;

import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.Layout;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;
import org.trainopt.api.Storage;
import org.trainopt.api.Storage.Place;
import org.trainopt.kernel.Execution;
import org.trainopt.kernel.KernelProvider;
import org.trainopt.kernel.Kernels;

/** Which tensors a kernel provider can work on, and where it finds them. */
final class Places {
  private final KernelProvider provider;
  private final Set<Place> places;

  /** The CUDA device of the tensors; −1 while there is none. */
  private int device = -1;

  /** LibTorch's current stream of that device, as of this step. */
  private long stream;

  Places(KernelProvider provider) {
    this.provider = provider;
    this.places = provider.places();
  }

  /**
   * The best kernels, or, where these do not work on the first tensor's device and none were
   * forced, the best that do.
   */
  static Execution choose(Map<String, Tensor> tensors) {
    Execution best = Execution.best();
    boolean cuda = tensors.values().stream().findFirst().map(Tensor::is_cuda).orElse(false);
    String forced = System.getProperty(Kernels.PROPERTY);
    if (takes(best.provider().places(), cuda) || (forced != null && !forced.isBlank())) {
      return best;
    }
    for (KernelProvider provider : Kernels.all()) {
      if (takes(provider.homePlaces(), cuda) && provider.availability().usable()) {
        return new Execution(provider, best.threads());
      }
    }
    return best;
  }

  private static boolean takes(Set<Place> places, boolean cuda) {
    return cuda
        ? places.contains(Place.DEVICE)
        : places.contains(Place.ADDRESS) || places.contains(Place.DIRECT);
  }

  /**
   * Refuses a tensor that cannot be worked on in place.
   *
   * @param what the tensor, for the message
   */
  void require(String what, Tensor tensor) {
    String problem = problem(tensor);
    if (problem == null && !takes(places, tensor.is_cuda())) {
      problem =
          "is on "
              + device(tensor)
              + ", but kernels \""
              + provider.name()
              + "\" work on "
              + places
              + (tensor.is_cuda() ? "; " + whyNoCuda() : "");
    }
    if (problem != null) {
      throw new IllegalArgumentException(what + " " + problem);
    }
  }

  /** As {@link #require}, of what may change from step to step, without making text. */
  void requireGradient(String name, Tensor gradient, long length) {
    String problem = problem(gradient);
    if (problem == null && gradient.numel() != length) {
      problem = "has " + gradient.numel() + " elements, but the parameter has " + length;
    }
    if (problem != null) {
      throw new IllegalArgumentException("gradient of parameter \"" + name + "\" " + problem);
    }
  }

  void requireSameDevice(String name, Tensor gradient, Tensor weights) {
    boolean cuda = weights.is_cuda();
    if (gradient.is_cuda() != cuda || (cuda && index(gradient) != index(weights))) {
      throw new IllegalArgumentException(
          "gradient of parameter \""
              + name
              + "\" is on "
              + device(gradient)
              + ", but the parameter is on "
              + device(weights)
              + "; move one to the other");
    }
  }

  private static @Nullable String problem(Tensor tensor) {
    // By value: interning walks through all constants.
    if (tensor.layout().value != Layout.Strided.value) {
      return "is sparse; optimizers step dense tensors: call to_dense() on it, or use an embedding"
          + " without sparse gradients";
    }
    if (tensor.scalar_type().value != ScalarType.Float.value) {
      return "is "
          + tensor.scalar_type().intern()
          + ", but optimizers step float32; convert it with to(ScalarType.Float)";
    }
    if (!tensor.is_cpu() && !tensor.is_cuda()) {
      return "is on " + device(tensor) + "; move it to the CPU or to a CUDA device";
    }
    if (!tensor.is_contiguous()) {
      return "is not contiguous; make it so with contiguous() before it becomes a parameter";
    }
    return tensor.numel() == 0 ? "has no elements; leave it out" : null;
  }

  private static String device(Tensor tensor) {
    return tensor.device().str().getString();
  }

  /** A CUDA device's index, without making a native {@code Device}. */
  private static int index(Tensor tensor) {
    return tensor.unsafeGetTensorImpl().get_device();
  }

  /** Why CUDA tensors cannot be stepped here, and what to do. */
  static String whyNoCuda() {
    StringBuilder why = new StringBuilder();
    for (KernelProvider provider : Kernels.all()) {
      if (provider.places().contains(Place.DEVICE)) {
        why.append("kernels \"").append(provider.name()).append("\": ");
        why.append(provider.availability().reason()).append("; ");
      }
    }
    if (why.isEmpty()) {
      why.append("no kernels for CUDA devices are on the class path; ");
    }
    return why.append("move the module to the CPU with to(Device(DeviceType.CPU))").toString();
  }

  /** Where a tensor that was checked is. */
  Storage storage(Tensor tensor, long address, long length) {
    if (tensor.is_cuda()) {
      int there = index(tensor);
      if (device < 0) {
        device = there;
        follow();
      }
      // Tensors on another device are refused when the optimizer is built, by name.
      long queue = there == device ? stream : CudaStreams.current(there);
      return Storage.ofDevice(address, length, there, queue);
    }
    if (places.contains(Place.ADDRESS)) {
      return Storage.ofAddress(address, length);
    }
    if (length > Integer.MAX_VALUE / Float.BYTES) {
      throw new IllegalArgumentException(
          "a tensor of "
              + length
              + " elements is too large for kernels \""
              + provider.name()
              + "\", which reach 2 GiB; use the native kernels");
    }
    return Storage.of(tensor.data_ptr_float().capacity(length).asBuffer());
  }

  /** Asks LibTorch for its current stream: once a step, for the answer costs a native object. */
  void follow() {
    if (device >= 0) {
      stream = CudaStreams.current(device);
    }
  }

  /** Whether memory at the same address must be named anew: another stream is current. */
  boolean moves(Storage storage) {
    return storage instanceof Storage.Device there && there.stream() != stream;
  }
}
