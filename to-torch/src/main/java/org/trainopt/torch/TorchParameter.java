package org.trainopt.torch;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorImpl;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import org.trainopt.api.Parameter;
import org.trainopt.api.Storage;

/** One tensor in training, kept alive together with its memory. */
final class TorchParameter implements AutoCloseable {
  private final String name;
  private final Places places;
  private final Tensor tensor;

  /** The same memory without autograd; it stays even if the tensor is given another. */
  private final Tensor memory;

  private final TensorImpl version;
  private final long length;
  private final long address;
  private final Storage weights;

  /** The gradient of the step before; the address is 0 while there was none. */
  private Storage gradient;

  private long gradientAddress;

  /** What stands in for a missing gradient; made when first needed. */
  private @Nullable Tensor zeros;

  /** The weights that a missing gradient leaves as they are. */
  private @Nullable Tensor kept;

  /**
   * @throws IllegalArgumentException if its memory cannot be stepped in place
   */
  TorchParameter(String name, Tensor given, Places places) {
    this.name = name;
    this.places = places;
    places.require("parameter \"" + name + "\"", given);
    // Retained, so that a PointerScope around the caller does not free them.
    tensor = new Tensor(given).retainReference();
    memory = tensor.detach().retainReference();
    version = tensor.unsafeGetTensorImpl();
    length = tensor.numel();
    address = tensor.data_ptr().address();
    weights = places.storage(tensor, address, length);
    gradient = weights;
  }

  String name() {
    return name;
  }

  long address() {
    return address;
  }

  long length() {
    return length;
  }

  Parameter parameter() {
    return new Parameter(name, weights);
  }

  /** Where this step's gradient is; null if there is none. */
  @Nullable Storage gradient() {
    if (tensor.data_ptr().address() != address) {
      throw new IllegalStateException(
          "the memory of parameter \""
              + name
              + "\" was replaced since the optimizer was made (by to() or set_data()?); make a new"
              + " optimizer and restore this one's snapshot");
    }
    Tensor now = tensor.grad();
    if (!now.defined()) {
      return null;
    }
    places.requireGradient(name, now, length);
    long at = now.data_ptr().address();
    if (at != gradientAddress || places.moves(gradient)) {
      places.requireSameDevice(name, now, tensor);
      gradient = places.storage(now, at, length);
      gradientAddress = at;
    }
    return gradient;
  }

  void dropGradient() {
    tensor.mutable_grad().reset();
  }

  /** Copies the weights, and answers with zeros in the gradient's place. */
  Storage keep() {
    if (zeros == null) {
      zeros = torch.zeros_like(memory).retainReference();
      kept = torch.empty_like(memory).retainReference();
    }
    kept().copy_(memory);
    return places.storage(zeros, zeros.data_ptr().address(), length);
  }

  /** The weights are again what they were. */
  void putBack() {
    memory.copy_(kept());
  }

  private Tensor kept() {
    if (kept == null) {
      throw new IllegalStateException("nothing was kept of parameter \"" + name + "\"");
    }
    return kept;
  }

  /** Tells autograd that the weights changed, so that it refuses a stale backward pass. */
  void changed() {
    version.bump_version();
  }

  @Override
  public void close() {
    memory.close();
    tensor.close();
    if (zeros != null) {
      zeros.close();
    }
    if (kept != null) {
      kept.close();
    }
  }
}
