package org.trainopt.api;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.trainopt.kernel.Execution;

/**
 * What an optimizer does, without its state: an immutable value. {@link #build} makes an {@link
 * Optimizer} of it.
 *
 * <p>A step runs this pipeline, in this order: non-finite policy, clipping by value, clipping by
 * global norm, L2 ({@code g ← g + l2·w}), estimator, scaling, decoupled weight decay ({@code w ← w
 * − η·weightDecay·w}), weights ({@code w ← w − η Ĝ/(√s + ε)}), projection onto the ball. Clipping
 * and projection run over all parameters together. A step that fails changes neither weights nor
 * state.
 *
 * @param estimator which direction a step takes
 * @param scaling how it is scaled per coordinate
 * @param learningRate η, &gt; 0 at step 0 and ≥ 0 after
 * @param weightDecay decoupled weight decay (AdamW), ≥ 0
 * @param l2 L2 coefficient added to the gradients, ≥ 0; leave it 0 where the loss has the term
 *     already
 * @param clipValue every gradient element is clipped to [−clipValue, clipValue]; infinity: not
 *     clipped
 * @param clipNorm gradients are scaled down to this global norm where they exceed it; infinity: not
 *     clipped
 * @param radius the weights' norm is projected onto {@code ‖w‖ ≤ radius} after each step; infinity:
 *     not projected
 * @param nonFinite what to do about NaN and infinity in gradients
 * @param gainPolicy what to do about a gain κ ≥ 2
 * @param scope what Full-TO and Rank-One-TO take as one vector
 * @param statePrecision how estimators hold their vectors; not for Full-TO
 * @param seed for Rank-One-TO's random v₀
 * @param groups overrides for some parameters
 */
public record OptimizerSpec(
    Estimator estimator,
    Scaling scaling,
    Schedule learningRate,
    double weightDecay,
    double l2,
    double clipValue,
    double clipNorm,
    double radius,
    NonFinitePolicy nonFinite,
    GainPolicy gainPolicy,
    Scope scope,
    StatePrecision statePrecision,
    long seed,
    List<ParameterGroup> groups) {

  private static final double NONE = Double.POSITIVE_INFINITY;

  public OptimizerSpec {
    Objects.requireNonNull(estimator, "estimator");
    Objects.requireNonNull(scaling, "scaling");
    Objects.requireNonNull(learningRate, "learningRate");
    Objects.requireNonNull(nonFinite, "nonFinite");
    Objects.requireNonNull(gainPolicy, "gainPolicy");
    Objects.requireNonNull(scope, "scope");
    Objects.requireNonNull(statePrecision, "statePrecision");
    groups = List.copyOf(groups);
    Require.positive("learningRate", learningRate.at(0), Require.atStep(learningRate, 0));
    Require.nonNegative("weightDecay", weightDecay, "");
    Require.nonNegative("l2", l2, "");
    Require.positiveOrInfinite("clipValue", clipValue, "");
    Require.positiveOrInfinite("clipNorm", clipNorm, "");
    Require.positiveOrInfinite("radius", radius, "");
    Set<String> names = new HashSet<>();
    for (ParameterGroup group : groups) {
      if (!names.add(group.name())) {
        throw new IllegalArgumentException(
            "parameter group \"" + group.name() + "\" is given twice; names must be unique");
      }
    }
  }

  /**
   * An estimator without scaling, at learning rate 0.01, with everything else off or at its
   * default.
   */
  public static OptimizerSpec of(Estimator estimator) {
    return new OptimizerSpec(
        estimator,
        Scaling.none(),
        Schedules.constant(0.01),
        0,
        0,
        NONE,
        NONE,
        NONE,
        NonFinitePolicy.FAIL,
        GainPolicy.WARN,
        Scope.WHOLE_VECTOR,
        StatePrecision.FLOAT32,
        0,
        List.of());
  }

  /** Adam with β₁ = 0.9, β₂ = 0.999, ε = 1e-8. */
  public static OptimizerSpec adam(Schedule learningRate) {
    return of(Estimator.biasCorrectedEma(Schedules.constant(0.1)))
        .withScaling(Scaling.adam())
        .withLearningRate(learningRate);
  }

  public OptimizerSpec withEstimator(Estimator value) {
    return new OptimizerSpec(
        value,
        scaling,
        learningRate,
        weightDecay,
        l2,
        clipValue,
        clipNorm,
        radius,
        nonFinite,
        gainPolicy,
        scope,
        statePrecision,
        seed,
        groups);
  }

  public OptimizerSpec withScaling(Scaling value) {
    return new OptimizerSpec(
        estimator,
        value,
        learningRate,
        weightDecay,
        l2,
        clipValue,
        clipNorm,
        radius,
        nonFinite,
        gainPolicy,
        scope,
        statePrecision,
        seed,
        groups);
  }

  public OptimizerSpec withLearningRate(Schedule value) {
    return new OptimizerSpec(
        estimator,
        scaling,
        value,
        weightDecay,
        l2,
        clipValue,
        clipNorm,
        radius,
        nonFinite,
        gainPolicy,
        scope,
        statePrecision,
        seed,
        groups);
  }

  public OptimizerSpec withLearningRate(double value) {
    return withLearningRate(Schedules.constant(value));
  }

  public OptimizerSpec withWeightDecay(double value) {
    return new OptimizerSpec(
        estimator,
        scaling,
        learningRate,
        value,
        l2,
        clipValue,
        clipNorm,
        radius,
        nonFinite,
        gainPolicy,
        scope,
        statePrecision,
        seed,
        groups);
  }

  public OptimizerSpec withL2(double value) {
    return new OptimizerSpec(
        estimator,
        scaling,
        learningRate,
        weightDecay,
        value,
        clipValue,
        clipNorm,
        radius,
        nonFinite,
        gainPolicy,
        scope,
        statePrecision,
        seed,
        groups);
  }

  public OptimizerSpec withClipValue(double value) {
    return new OptimizerSpec(
        estimator,
        scaling,
        learningRate,
        weightDecay,
        l2,
        value,
        clipNorm,
        radius,
        nonFinite,
        gainPolicy,
        scope,
        statePrecision,
        seed,
        groups);
  }

  public OptimizerSpec withClipNorm(double value) {
    return new OptimizerSpec(
        estimator,
        scaling,
        learningRate,
        weightDecay,
        l2,
        clipValue,
        value,
        radius,
        nonFinite,
        gainPolicy,
        scope,
        statePrecision,
        seed,
        groups);
  }

  public OptimizerSpec withRadius(double value) {
    return new OptimizerSpec(
        estimator,
        scaling,
        learningRate,
        weightDecay,
        l2,
        clipValue,
        clipNorm,
        value,
        nonFinite,
        gainPolicy,
        scope,
        statePrecision,
        seed,
        groups);
  }

  public OptimizerSpec withNonFinite(NonFinitePolicy value) {
    return new OptimizerSpec(
        estimator,
        scaling,
        learningRate,
        weightDecay,
        l2,
        clipValue,
        clipNorm,
        radius,
        value,
        gainPolicy,
        scope,
        statePrecision,
        seed,
        groups);
  }

  public OptimizerSpec withGainPolicy(GainPolicy value) {
    return new OptimizerSpec(
        estimator,
        scaling,
        learningRate,
        weightDecay,
        l2,
        clipValue,
        clipNorm,
        radius,
        nonFinite,
        value,
        scope,
        statePrecision,
        seed,
        groups);
  }

  public OptimizerSpec withScope(Scope value) {
    return new OptimizerSpec(
        estimator,
        scaling,
        learningRate,
        weightDecay,
        l2,
        clipValue,
        clipNorm,
        radius,
        nonFinite,
        gainPolicy,
        value,
        statePrecision,
        seed,
        groups);
  }

  public OptimizerSpec withStatePrecision(StatePrecision value) {
    return new OptimizerSpec(
        estimator,
        scaling,
        learningRate,
        weightDecay,
        l2,
        clipValue,
        clipNorm,
        radius,
        nonFinite,
        gainPolicy,
        scope,
        value,
        seed,
        groups);
  }

  public OptimizerSpec withSeed(long value) {
    return new OptimizerSpec(
        estimator,
        scaling,
        learningRate,
        weightDecay,
        l2,
        clipValue,
        clipNorm,
        radius,
        nonFinite,
        gainPolicy,
        scope,
        statePrecision,
        value,
        groups);
  }

  /** Adds a group after those already there; the first that matches a parameter wins. */
  public OptimizerSpec withGroup(ParameterGroup group) {
    List<ParameterGroup> more = new ArrayList<>(groups);
    more.add(group);
    return new OptimizerSpec(
        estimator,
        scaling,
        learningRate,
        weightDecay,
        l2,
        clipValue,
        clipNorm,
        radius,
        nonFinite,
        gainPolicy,
        scope,
        statePrecision,
        seed,
        more);
  }

  /**
   * An optimizer for these parameters on the best kernels for where they are; see {@link
   * Execution#best(Parameters)}.
   *
   * @throws IllegalArgumentException if spec and parameters do not fit; the message names the
   *     parameter or group
   * @throws IllegalStateException if kernels were forced that cannot be had, or there are none for
   *     where the parameters are
   */
  public Optimizer build(Parameters parameters) {
    return build(parameters, Execution.best(parameters));
  }

  /** An optimizer for these parameters on chosen kernels. */
  public Optimizer build(Parameters parameters, Execution execution) {
    return OptimizerBuilder.build(this, parameters, execution);
  }
}
