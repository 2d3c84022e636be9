package org.trainopt.api;

import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.trainopt.kernel.StepContext;
import org.trainopt.kernel.StepKernel;
import org.trainopt.kernel.StepPlan;
import org.trainopt.kernel.StepScalars;

/**
 * The state of one training run: steps the parameters it was built for, in place. Made by {@link
 * OptimizerSpec#build}.
 *
 * <p>A step allocates nothing when it is given the same gradient arrays or buffers as the step
 * before. Not thread-safe; different optimizers may be used by different threads. {@link #close}
 * releases native state.
 */
public final class Optimizer implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("org.trainopt");

  private final OptimizerSpec spec;
  private final StepPlan plan;
  private final GroupSettings[] groups;
  private final StepKernel kernel;
  private final StepContext context;
  private final List<Consumer<? super StepReport>> listeners = new CopyOnWriteArrayList<>();

  /**
   * What each gradient's storage was made from, so that the same array or buffer is not wrapped
   * again.
   */
  private final Object[] sources;

  private final int[] positions;
  private final int[] limits;
  private long step;
  private long skipped;
  private boolean gainWarned;
  private boolean closed;

  Optimizer(OptimizerSpec spec, StepPlan plan, List<GroupSettings> groups, StepKernel kernel) {
    this.spec = spec;
    this.plan = plan;
    this.groups = groups.toArray(GroupSettings[]::new);
    this.kernel = kernel;
    int slots = plan.slots().size();
    this.context = new StepContext(plan.groups().size(), slots);
    this.sources = new Object[slots];
    this.positions = new int[slots];
    this.limits = new int[slots];
  }

  /** What this optimizer was built from. */
  public OptimizerSpec spec() {
    return spec;
  }

  /** Steps made so far; the schedules' argument of the next one. */
  public long steps() {
    return step;
  }

  /** Steps that {@link NonFinitePolicy#SKIP} left out. */
  public long skipped() {
    return skipped;
  }

  /** Bytes of state held, without weights and gradients. */
  public long stateBytes() {
    requireOpen();
    return kernel.stateBytes();
  }

  /** One step of an optimizer with one parameter. */
  public void step(float[] gradient) {
    requireCount(1);
    set(0, gradient);
    run();
  }

  /** One step of an optimizer with two parameters. */
  public void step(float[] first, float[] second) {
    requireCount(2);
    set(0, first);
    set(1, second);
    run();
  }

  /**
   * One step.
   *
   * @param gradients one a parameter, in the parameters' order, of the same lengths; read, never
   *     written
   * @throws IllegalArgumentException if their number or a length is wrong, or a schedule left its
   *     range
   * @throws NonFiniteGradientException under {@link NonFinitePolicy#FAIL}
   * @throws UnstableGainException under {@link GainPolicy#FAIL}
   */
  public void step(float[]... gradients) {
    requireCount(gradients.length);
    for (int i = 0; i < gradients.length; i++) {
      set(i, gradients[i]);
    }
    run();
  }

  /** One step with gradients in buffers, from position to limit; see {@link #step(float[][])}. */
  public void step(FloatBuffer... gradients) {
    requireCount(gradients.length);
    for (int i = 0; i < gradients.length; i++) {
      set(i, gradients[i]);
    }
    run();
  }

  /** One step with gradients wherever they are; see {@link #step(float[][])}. */
  public void step(Storage... gradients) {
    requireCount(gradients.length);
    for (int i = 0; i < gradients.length; i++) {
      set(i, gradients[i]);
    }
    run();
  }

  private void set(int slot, float[] gradient) {
    if (sources[slot] != gradient) {
      set(slot, Storage.of(gradient));
      sources[slot] = gradient;
    }
  }

  private void set(int slot, FloatBuffer gradient) {
    if (sources[slot] != gradient
        || positions[slot] != gradient.position()
        || limits[slot] != gradient.limit()) {
      set(slot, Storage.of(gradient));
      sources[slot] = gradient;
      positions[slot] = gradient.position();
      limits[slot] = gradient.limit();
    }
  }

  private void set(int slot, Storage gradient) {
    StepPlan.Slot target = plan.slots().get(slot);
    if (gradient.length() != target.weights().length()) {
      throw new IllegalArgumentException(
          "gradient of parameter \""
              + target.name()
              + "\" has "
              + gradient.length()
              + " elements, but the parameter has "
              + target.weights().length());
    }
    context.gradients[slot] = gradient;
    sources[slot] = gradient;
  }

  private void requireCount(int count) {
    requireOpen();
    if (count != context.gradients.length) {
      throw new IllegalArgumentException(
          "step needs one gradient a parameter, "
              + context.gradients.length
              + " in all, but got "
              + count);
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the optimizer is closed");
    }
  }

  private void run() {
    for (int k = 0; k < groups.length; k++) {
      groups[k].evaluate(step, context.scalars, k * StepScalars.COUNT);
    }
    context.firstStep = step == 0;
    context.report = !listeners.isEmpty();
    kernel.step(context);
    if (context.outcome != StepContext.Outcome.DONE) {
      refused();
      return;
    }
    for (GroupSettings group : groups) {
      group.commit();
    }
    long made = step++;
    if (context.gain >= 2 && spec.gainPolicy() == GainPolicy.WARN && !gainWarned) {
      gainWarned = true;
      LOG.log(System.Logger.Level.WARNING, gainMessage(made) + " (said once)");
    }
    if (context.report) {
      StepReport report =
          new StepReport(
              made,
              Math.sqrt(context.gradientSquares),
              Math.sqrt(context.estimateSquares),
              Math.sqrt(context.errorSquares),
              context.gain,
              context.scalars[StepScalars.LEARNING_RATE]);
      for (Consumer<? super StepReport> listener : listeners) {
        listener.accept(report);
      }
    }
  }

  /** The kernel did not step, and nothing has changed. */
  private void refused() {
    if (context.outcome == StepContext.Outcome.UNSTABLE_GAIN) {
      throw new UnstableGainException(gainMessage(step) + "; nothing was changed");
    }
    if (spec.nonFinite() == NonFinitePolicy.SKIP) {
      skipped++;
      return;
    }
    throw new NonFiniteGradientException(
        (context.slot < 0
                ? "the gradients' global norm overflows"
                : "gradient of parameter \""
                    + plan.slots().get(context.slot).name()
                    + "\" is not finite at element "
                    + context.element)
            + " at step "
            + step
            + "; nothing was changed (NonFinitePolicy.SKIP would leave the step out)");
  }

  private String gainMessage(long at) {
    return "the estimator's gain κ is "
        + (float) context.gain
        + " at step "
        + at
        + ", but its own step contracts only for κ < 2; lower alpha or beta, or use the normalised step";
  }

  /**
   * Calls the listener after every step. Norms are computed only while somebody listens.
   *
   * @return removes the listener when run
   */
  public Runnable onStep(Consumer<? super StepReport> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  /**
   * Copies out the direction Ĝ of one parameter as the last step used it, before scaling. It is
   * there only while somebody listens ({@link #onStep}).
   *
   * @param parameter index in the parameters' order
   * @param to of the parameter's length
   * @throws IllegalStateException if the last step was not reported
   */
  public void readEstimate(int parameter, float[] to) {
    requireOpen();
    if (!context.report || step == 0) {
      throw new IllegalStateException("no estimate is kept; add a listener with onStep first");
    }
    kernel.readEstimate(parameter, to);
  }

  /** A copy of the state in memory; {@link #restore} continues from it to the same bits. */
  public OptimizerState snapshot() {
    requireOpen();
    Map<String, float[]> arrays = new HashMap<>();
    List<StepKernel.StateArray> list = kernel.arrays();
    for (int i = 0; i < list.size(); i++) {
      float[] values = new float[Math.toIntExact(list.get(i).length())];
      kernel.read(i, values);
      arrays.put(key(list.get(i)), values);
    }
    Map<String, Double> products = new HashMap<>();
    for (GroupSettings group : groups) {
      products.put(group.name() + "/estimate", group.estimateProduct());
      products.put(group.name() + "/scale", group.scaleProduct());
    }
    return new OptimizerState(step, spec.scope(), arrays, products);
  }

  /**
   * Sets the state. The weights are the caller's to set.
   *
   * @throws IllegalArgumentException if the state is of another spec or other parameters; nothing
   *     is changed then
   */
  public void restore(OptimizerState state) {
    requireOpen();
    Map<String, float[]> arrays = state.arrays();
    List<StepKernel.StateArray> list = kernel.arrays();
    if (state.scope() != spec.scope()) {
      throw new IllegalArgumentException(
          "the state was made with scope " + state.scope() + ", but the spec has " + spec.scope());
    }
    float[][] contents = new float[list.size()][];
    for (int i = 0; i < contents.length; i++) {
      StepKernel.StateArray array = list.get(i);
      float[] values = arrays.remove(key(array));
      if (values == null || values.length != array.length()) {
        throw new IllegalArgumentException(
            "the state does not fit: it has "
                + (values == null ? "no array" : values.length + " elements in array")
                + " \""
                + key(array)
                + "\", but the optimizer has one of "
                + array.length());
      }
      contents[i] = values;
    }
    if (!arrays.isEmpty()) {
      throw new IllegalArgumentException(
          "the state does not fit: the optimizer has no array " + arrays.keySet());
    }
    for (int i = 0; i < contents.length; i++) {
      kernel.write(i, contents[i]);
    }
    Map<String, Double> products = state.products();
    for (GroupSettings group : groups) {
      group.restore(
          products.getOrDefault(group.name() + "/estimate", 1.0),
          products.getOrDefault(group.name() + "/scale", 1.0));
    }
    step = state.step();
  }

  private static String key(StepKernel.StateArray array) {
    return array.owner() + "/" + array.name();
  }

  /** Releases the state. Idempotent; every later call but this one fails. */
  @Override
  public void close() {
    closed = true;
    kernel.close();
  }
}
