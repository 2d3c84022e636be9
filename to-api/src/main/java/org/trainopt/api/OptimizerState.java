package org.trainopt.api;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A copy of an optimizer's state in memory, independent of the optimizer and of its kernels.
 * Restoring it, with the same weights, continues to the same bits. The weights themselves are the
 * caller's and are not in it.
 */
public final class OptimizerState {
  private final long step;
  private final Scope scope;
  private final Map<String, float[]> arrays;
  private final Map<String, Double> products;

  /**
   * @param step steps made
   * @param scope the spec's scope
   * @param arrays state arrays by name: {@code owner/array}, as {@link Optimizer#snapshot} names
   *     them
   * @param products running products of the bias corrections, by group and name
   */
  public OptimizerState(
      long step, Scope scope, Map<String, float[]> arrays, Map<String, Double> products) {
    this.step = Require.atLeast("step", step, 0);
    this.scope = scope;
    this.arrays = new TreeMap<>();
    arrays.forEach((name, values) -> this.arrays.put(name, values.clone()));
    this.products = new TreeMap<>(products);
  }

  /** Steps made. */
  public long step() {
    return step;
  }

  /** The scope the state was made under. */
  public Scope scope() {
    return scope;
  }

  /** A copy of the arrays by name. */
  public Map<String, float[]> arrays() {
    Map<String, float[]> copy = new TreeMap<>();
    arrays.forEach((name, values) -> copy.put(name, values.clone()));
    return copy;
  }

  /** The running products of the bias corrections, by group and name. */
  public Map<String, Double> products() {
    return new TreeMap<>(products);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof OptimizerState that
        && step == that.step
        && scope == that.scope
        && products.equals(that.products)
        && arrays.keySet().equals(that.arrays.keySet())
        && arrays.keySet().stream()
            .allMatch(name -> Arrays.equals(arrays.get(name), that.arrays.get(name)));
  }

  @Override
  public int hashCode() {
    return Objects.hash(step, scope, products, arrays.keySet());
  }

  @Override
  public String toString() {
    return "OptimizerState[step=" + step + ", scope=" + scope + ", arrays=" + arrays.keySet() + "]";
  }
}
