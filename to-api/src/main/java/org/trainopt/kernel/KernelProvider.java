package org.trainopt.kernel;

import java.util.Set;
import org.trainopt.api.Storage;

/**
 * A backend that runs optimizer steps, found by {@link java.util.ServiceLoader}. All providers give
 * the same bits for the same spec, weights, gradients and seed (see {@link StepKernel} for the
 * rule).
 */
public interface KernelProvider {
  /** A short lower-case name: {@code java}, {@code native}. */
  String name();

  /** The usable provider of highest priority is the default; Java has 0. */
  int priority();

  /**
   * Whether it can be used here, and why or why not. Must not throw, and is cheap after the first
   * call.
   */
  Availability availability();

  /** The places of weights and gradients it can work on. */
  Set<Storage.Place> places();

  /** An estimate of the bytes its state could still take. */
  long availableBytes();

  /**
   * Allocates the state, all zeros, and returns the kernel that steps this plan.
   *
   * @param plan what to step; its storages' places are among {@link #places}
   * @param threads the most threads a step may use, ≥ 1
   */
  StepKernel compile(StepPlan plan, int threads);
}
