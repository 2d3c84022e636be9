package org.trainopt.api;

/**
 * Which direction a step takes: an estimate Ĝ of the full gradient made from the stochastic
 * gradients g. An estimator composes with any {@link Scaling}.
 */
public sealed interface Estimator {

  /** SGD: {@code Ĝ = g}. No state. */
  static Estimator stochastic() {
    return new Stochastic();
  }

  /** Momentum: {@code b ← b − β (b − g)}, {@code Ĝ = b}. */
  static Estimator ema(Schedule beta) {
    return new Ema(beta, false, Order.CO_TRAIN_FIRST, InitialBias.ZERO);
  }

  /** Adam's direction: momentum divided by {@code 1 − Π(1 − β)}. */
  static Estimator biasCorrectedEma(Schedule beta) {
    return new Ema(beta, true, Order.CO_TRAIN_FIRST, InitialBias.ZERO);
  }

  /** Diagonal-TO with plain steps; see {@link Diagonal}. */
  static Estimator diagonal(Schedule alpha, Schedule beta) {
    return new Diagonal(Training.of(alpha, beta));
  }

  /** Rank-One-TO with plain steps from random signs; see {@link RankOne}. */
  static Estimator rankOne(Schedule alpha, Schedule beta) {
    return new RankOne(Training.of(alpha, beta), InitialV.RANDOM_SIGNS);
  }

  /** Full-TO with plain steps; see {@link Full}. */
  static Estimator full(Schedule alpha, Schedule beta) {
    return new Full(Training.of(alpha, beta), FullStorage.auto());
  }

  /**
   * Full-TO on tensors of up to {@value Auto#FULL_UP_TO} elements, another estimator on larger
   * ones; see {@link Auto}.
   */
  static Estimator auto(Full full, Estimator above) {
    return new Auto(full, Auto.FULL_UP_TO, above);
  }

  /** SGD: {@code Ĝ = g}. */
  record Stochastic() implements Estimator {}

  /**
   * Momentum as an exponential moving average, which is Full-TO with A = 0 and α = 0. State: b (d
   * floats).
   *
   * @param beta the weight of the newest gradient, in [0, 1]; Adam's β₁ is 1 − β
   * @param biasCorrection divide by {@code 1 − Π(1 − β)}; needs b₀ = 0
   * @param order whether Ĝ is b after or before g enters
   * @param initialBias b before the first step
   */
  record Ema(Schedule beta, boolean biasCorrection, Order order, InitialBias initialBias)
      implements Estimator {
    public Ema {
      Require.unit("beta", beta.at(0), Require.atStep(beta, 0));
      if (biasCorrection && initialBias != InitialBias.ZERO) {
        throw new IllegalArgumentException(
            "biasCorrection corrects a start from b = 0, but initialBias was " + initialBias);
      }
    }
  }

  /**
   * Diagonal-TO: {@code A = diag(a)}, {@code a ← a − α r∘w}, {@code b ← b − β r}. State: a and b
   * (2d floats), a₀ = 0.
   *
   * <p>Source: Wang and Klabjan, <i>A Trainable Optimizer</i>, arXiv 2508.01764.
   */
  record Diagonal(Training training) implements Estimator {}

  /**
   * Rank-One-TO: {@code A = u vᵀ}, {@code u ← u − α (vᵀw) r}, {@code v ← v − α (uᵀr) w}, {@code b ←
   * b − β r}, all from the old u and v. State: u, v and b (3d floats), u₀ = 0.
   *
   * <p>Source: Wang and Klabjan, <i>A Trainable Optimizer</i>, arXiv 2508.01764.
   *
   * @param training step sizes and order
   * @param initialV v before the first step
   */
  record RankOne(Training training, InitialV initialV) implements Estimator {}

  /**
   * Full-TO: any matrix A, {@code A ← A − α r wᵀ}, {@code b ← b − β r}. State: d² + d floats and
   * the storage's corrections, A₀ = 0, for d up to {@value #MAX_DIMENSION}.
   *
   * <p>Source: Wang and Klabjan, <i>A Trainable Optimizer</i>, arXiv 2508.01764.
   *
   * @param training step sizes and order
   * @param storage how A is held
   */
  record Full(Training training, FullStorage storage) implements Estimator {
    /** The largest d whose d² elements can be indexed by an int. */
    public static final int MAX_DIMENSION = 46_340;

    /** With the storage chosen by d. */
    public Full(Training training) {
      this(training, FullStorage.auto());
    }

    public Full withStorage(FullStorage other) {
      return new Full(training, other);
    }
  }

  /**
   * Full-TO where it is affordable: on the small tensors of a network (biases, norms, small
   * kernels), and another estimator on the large ones. Needs {@link Scope#PER_TENSOR}.
   *
   * @param full for tensors of up to {@code fullUpTo} elements
   * @param fullUpTo the largest size of a tensor that Full-TO takes, from 1 to {@value
   *     Full#MAX_DIMENSION}
   * @param above for larger tensors; neither Full nor Auto
   */
  record Auto(Full full, int fullUpTo, Estimator above) implements Estimator {
    /**
     * The size that {@link Estimator#auto} takes: 5 MiB of state a tensor with the default storage,
     * which a step reads in a fraction of a millisecond.
     */
    public static final int FULL_UP_TO = 1024;

    public Auto {
      if (fullUpTo < 1 || fullUpTo > Full.MAX_DIMENSION) {
        throw new IllegalArgumentException(
            "fullUpTo must be from 1 to " + Full.MAX_DIMENSION + ", but was " + fullUpTo);
      }
      if (above instanceof Full || above instanceof Auto) {
        throw new IllegalArgumentException(
            "the estimator above "
                + fullUpTo
                + " elements must be one whose state grows with d (stochastic, ema, diagonal,"
                + " rank-one), but was "
                + (above instanceof Full ? "full" : "auto"));
      }
    }
  }
}
