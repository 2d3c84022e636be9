package org.trainopt.api;

import org.jspecify.annotations.Nullable;
import org.trainopt.kernel.StepPlan;
import org.trainopt.kernel.StepScalars;

/**
 * One parameter group with all overrides applied: evaluates its schedules into the scalars of a
 * step.
 */
final class GroupSettings {
  private final String name;
  private final Estimator estimator;
  private final Scaling scaling;
  private final Schedule learningRate;
  private final double weightDecay;
  private final double l2;
  private final Schedule alpha;
  private final Schedule beta;
  private final Schedule rho;
  private final double epsilon;
  private final boolean correctEstimate;
  private final boolean trainedBeforeUse;

  /** Π(1 − β) and Πβ₂ over the steps made, for the bias corrections. */
  private double estimateProduct = 1;

  private double scaleProduct = 1;
  private double nextEstimateProduct = 1;
  private double nextScaleProduct = 1;

  private GroupSettings(
      String name,
      Estimator estimator,
      Scaling scaling,
      Schedule learningRate,
      double weightDecay,
      double l2) {
    this.name = name;
    this.estimator = estimator;
    this.scaling = scaling;
    this.learningRate = learningRate;
    this.weightDecay = weightDecay;
    this.l2 = l2;
    Schedule zero = Schedules.constant(0);
    Training training = training(estimator);
    if (estimator instanceof Estimator.Ema ema) {
      alpha = zero;
      beta = ema.beta();
      correctEstimate = ema.biasCorrection();
      trainedBeforeUse = ema.order() == Order.CO_TRAIN_FIRST;
    } else {
      alpha = training == null ? zero : training.alpha();
      beta = training == null ? zero : training.beta();
      correctEstimate = false;
      trainedBeforeUse = true;
    }
    if (scaling instanceof Scaling.AdaGrad adagrad) {
      rho = zero;
      epsilon = adagrad.epsilon();
    } else if (scaling instanceof Scaling.RmsProp rmsprop) {
      rho = rmsprop.rho();
      epsilon = rmsprop.epsilon();
    } else if (scaling instanceof Scaling.Adam adam) {
      rho = adam.beta2();
      epsilon = adam.epsilon();
    } else {
      rho = zero;
      epsilon = 0;
    }
  }

  static GroupSettings of(OptimizerSpec spec) {
    return new GroupSettings(
        ParameterGroup.DEFAULT,
        spec.estimator(),
        spec.scaling(),
        spec.learningRate(),
        spec.weightDecay(),
        spec.l2());
  }

  static GroupSettings of(OptimizerSpec spec, ParameterGroup group) {
    return new GroupSettings(
        group.name(),
        group.estimator() != null ? group.estimator() : spec.estimator(),
        group.scaling() != null ? group.scaling() : spec.scaling(),
        group.learningRate() != null ? group.learningRate() : spec.learningRate(),
        group.weightDecay() != null ? group.weightDecay() : spec.weightDecay(),
        group.l2() != null ? group.l2() : spec.l2());
  }

  /** The same settings under another name and with another estimator. */
  GroupSettings renamed(String newName, Estimator newEstimator) {
    return new GroupSettings(newName, newEstimator, scaling, learningRate, weightDecay, l2);
  }

  /** The training of a TO estimator; null for the others. */
  static @Nullable Training training(Estimator estimator) {
    if (estimator instanceof Estimator.Diagonal diagonal) {
      return diagonal.training();
    }
    if (estimator instanceof Estimator.RankOne rankOne) {
      return rankOne.training();
    }
    return estimator instanceof Estimator.Full full ? full.training() : null;
  }

  String name() {
    return name;
  }

  Estimator estimator() {
    return estimator;
  }

  Scaling scaling() {
    return scaling;
  }

  StepPlan.Group plan() {
    return new StepPlan.Group(name, estimator, scaling);
  }

  /**
   * Evaluates the schedules for a step. Nothing is kept until {@link #commit}, since the step may
   * fail.
   *
   * @throws IllegalArgumentException if a schedule gives a value out of range
   */
  void evaluate(long step, double[] scalars, int at) {
    double eta = learningRate.at(step);
    double alphaNow = alpha.at(step);
    double betaNow = beta.at(step);
    double rhoNow = rho.at(step);
    if (!(eta >= 0 && alphaNow >= 0 && betaNow >= 0 && rhoNow >= 0 && rhoNow < 1)
        || eta + alphaNow + betaNow == Double.POSITIVE_INFINITY
        || (estimator instanceof Estimator.Ema && betaNow > 1)) {
      refuse(step, eta, alphaNow, betaNow, rhoNow);
    }
    scalars[at + StepScalars.LEARNING_RATE] = eta;
    scalars[at + StepScalars.ALPHA] = alphaNow;
    scalars[at + StepScalars.BETA] = betaNow;
    scalars[at + StepScalars.RHO] = rhoNow;
    scalars[at + StepScalars.EPSILON] = epsilon;
    scalars[at + StepScalars.L2] = l2;
    scalars[at + StepScalars.DECAY_FACTOR] = 1 - eta * weightDecay;

    double estimateFactor = 1;
    if (correctEstimate) {
      nextEstimateProduct = estimateProduct * (1 - betaNow);
      double used = trainedBeforeUse ? nextEstimateProduct : estimateProduct;
      // Used before it ever saw a gradient, b is 0 and so is Ĝ: any finite factor will do.
      estimateFactor = used == 1 ? 1 : 1 / (1 - used);
    }
    scalars[at + StepScalars.ESTIMATE_FACTOR] = estimateFactor;

    double rootFactor = 1;
    if (scaling instanceof Scaling.Adam) {
      nextScaleProduct = scaleProduct * rhoNow;
      rootFactor = 1 / Math.sqrt(1 - nextScaleProduct);
    }
    scalars[at + StepScalars.ROOT_FACTOR] = rootFactor;
  }

  /** The step that was evaluated has been made. */
  void commit() {
    estimateProduct = nextEstimateProduct;
    scaleProduct = nextScaleProduct;
  }

  double estimateProduct() {
    return estimateProduct;
  }

  double scaleProduct() {
    return scaleProduct;
  }

  void restore(double estimate, double scale) {
    estimateProduct = estimate;
    nextEstimateProduct = estimate;
    scaleProduct = scale;
    nextScaleProduct = scale;
  }

  /** Throws for the value that is out of range. Apart, so that a normal step makes no text. */
  private void refuse(long step, double eta, double alphaNow, double betaNow, double rhoNow) {
    String where = "step " + step + ", parameter group \"" + name + "\"";
    Require.nonNegative("learningRate", eta, where);
    Require.nonNegative("alpha", alphaNow, where);
    if (estimator instanceof Estimator.Ema) {
      Require.unit("beta", betaNow, where);
    }
    Require.nonNegative("beta", betaNow, where);
    Require.fraction(scaling instanceof Scaling.Adam ? "beta2" : "rho", rhoNow, where);
  }
}
