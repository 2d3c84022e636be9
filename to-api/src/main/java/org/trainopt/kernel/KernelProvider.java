package org.trainopt.kernel;

import java.util.List;
import java.util.Set;
import org.trainopt.api.Storage;

/**
 * A backend that runs optimizer steps, found by {@link java.util.ServiceLoader}. All providers give
 * the same bits for the same spec, weights, gradients and seed (see {@link StepKernel} for the
 * rule).
 */
public interface KernelProvider {
  /** A short lower-case name: {@code java}, {@code native}, {@code cuda}. */
  String name();

  /**
   * The usable provider of highest priority among those at home where the parameters are is the
   * default; Java has 0.
   */
  int priority();

  /**
   * Whether it can be used here, and why or why not. Must not throw, and is cheap after the first
   * call.
   */
  Availability availability();

  /** The places of weights and gradients it can work on. */
  Set<Storage.Place> places();

  /**
   * Those of {@link #places} it works on without copying. On the others it copies weights and
   * gradients in and weights out in each step, so there it is used only where it is asked for by
   * name.
   */
  default Set<Storage.Place> homePlaces() {
    return places();
  }

  /** An estimate of the bytes its state could still take. */
  long availableBytes();

  /** The same for the state of these slots, whose weights may say where it will be. */
  default long availableBytes(List<StepPlan.Slot> slots) {
    return availableBytes();
  }

  /**
   * Allocates the state, all zeros, and returns the kernel that steps this plan.
   *
   * @param plan what to step; its storages' places are among {@link #places}
   * @param threads the most threads a step may use, ≥ 1
   */
  StepKernel compile(StepPlan plan, int threads);
}
