package org.trainopt.kernel;

/**
 * The layout of a group's scalars of one step in {@link StepContext#scalars}: group k's start at
 * {@code k * COUNT}. They are doubles, evaluated once per step; kernels derive what they need from
 * them in double and round once to float32.
 */
public final class StepScalars {
  /** η. */
  public static final int LEARNING_RATE = 0;

  /** α, or ρ of the normalised step. */
  public static final int ALPHA = 1;

  /** β. */
  public static final int BETA = 2;

  /** RMSProp's ρ or Adam's β₂. */
  public static final int RHO = 3;

  /** ε of the scaling. */
  public static final int EPSILON = 4;

  /** Factor on √s: Adam's 1/√(1 − Πβ₂), else 1. */
  public static final int ROOT_FACTOR = 5;

  /** Factor on Ĝ: Ema's 1/(1 − Π(1 − β)), else 1. */
  public static final int ESTIMATE_FACTOR = 6;

  /** L2 coefficient. */
  public static final int L2 = 7;

  /** Factor on w: 1 − η·weightDecay. */
  public static final int DECAY_FACTOR = 8;

  /** Scalars a group. */
  public static final int COUNT = 9;

  private StepScalars() {}
}
