package org.trainopt.torch;

import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.trainopt.api.HeldState;
import org.trainopt.api.Optimizer;
import org.trainopt.api.OptimizerSpec;
import org.trainopt.api.OptimizerState;
import org.trainopt.api.Parameters;
import org.trainopt.api.Storage;
import org.trainopt.kernel.Execution;

/**
 * Trains LibTorch tensors with an {@link OptimizerSpec}, in place and without copies: LibTorch
 * computes the gradients, {@link #step} goes along them.
 *
 * <p>Tensors are float32, contiguous and dense, on the CPU or, where CUDA kernels can be used, on a
 * CUDA device. Parameter groups match the tensors' names, so that {@code *.bias} may go without
 * decay. A parameter whose gradient is undefined is left out of a step, weights and state both, as
 * in LibTorch; the step's number and the bias corrections are the optimizer's and go on for all.
 *
 * <p>The tensors are kept alive until {@link #close}. Not thread-safe. Step after {@code
 * backward()}, never between a forward pass and its backward pass.
 */
public final class TorchOptimizer implements AutoCloseable {
  private final List<TorchParameter> parameters;
  private final Places places;
  private final Optimizer optimizer;

  /** This step's gradients; the one array that the optimizer is always handed. */
  private final Storage[] gradients;

  private final BitSet missing = new BitSet();
  private boolean closed;

  private TorchOptimizer(List<TorchParameter> parameters, Places places, Optimizer optimizer) {
    this.parameters = List.copyOf(parameters);
    this.places = places;
    this.optimizer = optimizer;
    this.gradients = new Storage[parameters.size()];
  }

  /**
   * An optimizer of a module's named parameters, those that require gradients, on the best kernels
   * of this machine. A tensor that a module has under two names is trained once, under the first.
   *
   * @throws IllegalArgumentException if there is none, one cannot be stepped in place, or the spec
   *     does not fit; the message names the parameter and says what to do
   * @throws IllegalStateException if kernels were forced that cannot be had
   */
  public static TorchOptimizer of(OptimizerSpec spec, Module module) {
    return make(spec, () -> NamedTensors.of(module), null);
  }

  /** An optimizer of a module's named parameters on chosen kernels. */
  public static TorchOptimizer of(OptimizerSpec spec, Module module, Execution execution) {
    return make(spec, () -> NamedTensors.of(module), execution);
  }

  /**
   * An optimizer of named tensors, in the map's order, on the best kernels of this machine.
   *
   * @param tensors leaves that require gradients
   * @throws IllegalArgumentException as {@link #of(OptimizerSpec, Module)}
   */
  public static TorchOptimizer of(OptimizerSpec spec, Map<String, Tensor> tensors) {
    return make(spec, () -> NamedTensors.of(tensors), null);
  }

  /** An optimizer of named tensors on chosen kernels. */
  public static TorchOptimizer of(
      OptimizerSpec spec, Map<String, Tensor> tensors, Execution execution) {
    return make(spec, () -> NamedTensors.of(tensors), execution);
  }

  @SuppressWarnings("try") // the scope is there to be closed
  private static TorchOptimizer make(
      OptimizerSpec spec, Supplier<Map<String, Tensor>> named, @Nullable Execution execution) {
    List<TorchParameter> parameters = new ArrayList<>();
    try (PointerScope local = new PointerScope()) {
      Map<String, Tensor> tensors = named.get();
      Execution chosen = execution != null ? execution : Places.choose(tensors);
      Places places = new Places(chosen.provider());
      tensors.forEach((name, tensor) -> parameters.add(new TorchParameter(name, tensor, places)));
      NamedTensors.requireDisjoint(parameters);
      Optimizer optimizer =
          spec.build(
              new Parameters(parameters.stream().map(TorchParameter::parameter).toList()), chosen);
      return new TorchOptimizer(parameters, places, optimizer);
    } catch (RuntimeException | Error e) {
      parameters.forEach(TorchParameter::close);
      throw e;
    }
  }

  /**
   * Drops all gradients, so that they are undefined until the next {@code backward()}, which then
   * has nothing to add to.
   */
  public void zeroGrad() {
    requireOpen();
    for (TorchParameter parameter : parameters) {
      parameter.dropGradient();
    }
  }

  /**
   * One step along the gradients there are.
   *
   * @throws IllegalArgumentException if a gradient cannot be read in place, or is missing where its
   *     parameter cannot be left out; nothing is changed
   * @throws IllegalStateException if no parameter has a gradient, or a parameter's memory was
   *     replaced since the optimizer was made
   * @throws org.trainopt.api.NonFiniteGradientException under {@code NonFinitePolicy.FAIL}
   * @throws org.trainopt.api.UnstableGainException under {@code GainPolicy.FAIL}
   */
  @SuppressWarnings("try") // the scope is there to be closed
  public void step() {
    requireOpen();
    // Frees the native objects that questions about tensors make, such as a CUDA device's.
    try (PointerScope local = new PointerScope()) {
      places.follow();
      missing.clear();
      for (int k = 0; k < gradients.length; k++) {
        Storage gradient = parameters.get(k).gradient();
        if (gradient == null) {
          missing.set(k);
        } else {
          gradients[k] = gradient;
        }
      }
      if (missing.isEmpty()) {
        optimizer.step(gradients);
      } else {
        stepWithoutMissing();
      }
      for (TorchParameter parameter : parameters) {
        parameter.changed();
      }
    } finally {
      Reference.reachabilityFence(this); // the tensors behind the addresses
    }
  }

  /** Steps with zeros where gradients are missing, and puts those parameters back. */
  private void stepWithoutMissing() {
    if (missing.cardinality() == gradients.length) {
      throw new IllegalStateException(
          "no parameter has a gradient at step "
              + optimizer.steps()
              + "; call backward() on a loss before step()");
    }
    HeldState held = optimizer.hold(missing);
    missing.stream().forEach(k -> gradients[k] = parameters.get(k).keep());
    try {
      optimizer.step(gradients);
    } finally {
      held.putBack();
      missing.stream().forEach(k -> parameters.get(k).putBack());
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the optimizer is closed");
    }
  }

  /** The optimizer behind: its steps, its listeners. */
  public Optimizer optimizer() {
    return optimizer;
  }

  /** The names of the parameters, in the order of the module or map. */
  public List<String> names() {
    return parameters.stream().map(TorchParameter::name).toList();
  }

  /** Bytes of state held, without weights and gradients. */
  public long stateBytes() {
    return optimizer.stateBytes();
  }

  /** A copy of one parameter's state; see {@link Optimizer#state}. */
  public Map<String, float[]> state(String parameter) {
    return optimizer.state(parameter);
  }

  /** A copy of the state in memory; {@link #restore} continues from it to the same bits. */
  public OptimizerState snapshot() {
    return optimizer.snapshot();
  }

  /** Sets the state; see {@link Optimizer#restore}. The weights are the caller's to set. */
  public void restore(OptimizerState state) {
    optimizer.restore(state);
  }

  /** Releases the state and the tensors. Idempotent. */
  @Override
  public void close() {
    closed = true;
    optimizer.close();
    parameters.forEach(TorchParameter::close);
  }
}
