package org.trainopt.api;

import java.nio.FloatBuffer;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.trainopt.kernel.KernelProvider;
import org.trainopt.kernel.StepContext;
import org.trainopt.kernel.StepKernel;
import org.trainopt.kernel.StepPlan;
import org.trainopt.kernel.StepScalars;

/**
 * The state of one training run: steps the parameters it was built for, in place. Made by {@link
 * OptimizerSpec#build}.
 *
 * <p>A step allocates nothing when it is given the same gradient arrays or buffers as the step
 * before (where {@code step} takes any number of them, hand it one array of them, made once, or the
 * call itself makes one each time). Not thread-safe; different optimizers may be used by different
 * threads. {@link #close} releases native state.
 */
public final class Optimizer implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("org.trainopt");

  private final OptimizerSpec spec;
  private final StepPlan plan;
  private final GroupSettings[] groups;
  private final StepKernel kernel;
  private final StepContext context;
  private final GradientSlots slots;
  private final StateTransfer transfer;
  private final List<Consumer<? super StepReport>> listeners = new CopyOnWriteArrayList<>();

  private long step;
  private long skipped;
  private boolean gainWarned;

  /** Whether the kernel has Ĝ of the last step. */
  private boolean estimateKept;

  private boolean closed;

  Optimizer(
      OptimizerSpec spec,
      StepPlan plan,
      List<GroupSettings> groups,
      KernelProvider provider,
      StepKernel kernel) {
    this.spec = spec;
    this.plan = plan;
    this.groups = groups.toArray(GroupSettings[]::new);
    this.kernel = kernel;
    this.context = new StepContext(groups.size(), plan.slots().size());
    this.slots = new GradientSlots(plan.slots(), provider, context.gradients);
    this.transfer = new StateTransfer(spec.scope(), this.groups, kernel);
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
    begin(1);
    slots.set(0, gradient);
    run();
  }

  /** One step of an optimizer with two parameters. */
  public void step(float[] first, float[] second) {
    begin(2);
    slots.set(0, first);
    slots.set(1, second);
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
    begin(gradients.length);
    for (int i = 0; i < gradients.length; i++) {
      slots.set(i, gradients[i]);
    }
    run();
  }

  /** One step with gradients in buffers, from position to limit; see {@link #step(float[][])}. */
  public void step(FloatBuffer... gradients) {
    begin(gradients.length);
    for (int i = 0; i < gradients.length; i++) {
      slots.set(i, gradients[i]);
    }
    run();
  }

  /** One step with gradients wherever they are; see {@link #step(float[][])}. */
  public void step(Storage... gradients) {
    begin(gradients.length);
    for (int i = 0; i < gradients.length; i++) {
      slots.set(i, gradients[i]);
    }
    run();
  }

  private void begin(int count) {
    requireOpen();
    slots.requireCount(count);
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
    estimateKept = context.report;
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
   * Calls the listener after every step that was made, on the stepping thread. Norms are computed
   * only while somebody listens.
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
   * @throws IllegalStateException if the last step that was made was not reported
   */
  public void readEstimate(int parameter, float[] to) {
    requireOpen();
    if (!estimateKept) {
      throw new IllegalStateException("no estimate is kept; add a listener with onStep first");
    }
    Storage weights = plan.slots().get(parameter).weights();
    if (to.length != weights.length()) {
      throw new IllegalArgumentException(
          "readEstimate needs an array of length " + weights.length() + ", but got " + to.length);
    }
    kernel.readEstimate(parameter, to);
  }

  /**
   * Copies the state of parameters that the next step shall leave alone. Give that step zeros for
   * their gradients, then put back this state and their weights: they are as if they had not been
   * there. The step's number and the running products of bias corrections are the optimizer's and
   * go on for all, and the step's gain and report count them with their zeros.
   *
   * @param parameters indices in the parameters' order, at least one
   * @throws IllegalArgumentException if one of them cannot be told from the others: Full-TO or
   *     Rank-One-TO take it as one vector with others that step, weights are projected, or b₀ is to
   *     be its first gradient
   */
  public HeldState hold(BitSet parameters) {
    requireOpen();
    if (parameters.isEmpty() || parameters.length() > plan.slots().size()) {
      throw new IllegalArgumentException(
          "parameters to hold must be indices from 0 to "
              + (plan.slots().size() - 1)
              + ", but were "
              + parameters);
    }
    return HeldState.of(spec, plan, kernel, parameters, step == 0);
  }

  /**
   * A copy of the state arrays that belong to one parameter alone, by name: {@code a}, {@code b},
   * {@code u}, {@code v}, {@code s}, or of Full-TO on that tensor {@code A}, {@code F}, {@code W}
   * and {@code corrections}.
   *
   * @throws IllegalArgumentException if there is no such parameter
   */
  public Map<String, float[]> state(String parameter) {
    requireOpen();
    if (plan.slots().stream().noneMatch(slot -> slot.name().equals(parameter))) {
      throw new IllegalArgumentException(
          "there is no parameter \""
              + parameter
              + "\"; the parameters are "
              + plan.slots().stream().map(StepPlan.Slot::name).collect(Collectors.joining(", ")));
    }
    return transfer.read(parameter);
  }

  /** A copy of the state in memory; {@link #restore} continues from it to the same bits. */
  public OptimizerState snapshot() {
    requireOpen();
    return transfer.read(step);
  }

  /**
   * Sets the state. The weights are the caller's to set.
   *
   * @throws IllegalArgumentException if the state is of another spec or other parameters; nothing
   *     is changed then
   */
  public void restore(OptimizerState state) {
    requireOpen();
    transfer.write(state);
    step = state.step();
    estimateKept = false;
  }

  /**
   * Releases the state. Idempotent; every later call that needs the state fails with an {@link
   * IllegalStateException}.
   */
  @Override
  public void close() {
    closed = true;
    kernel.close();
  }
}
