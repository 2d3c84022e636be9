package org.trainopt.javakernel;

import org.trainopt.api.InitialBias;
import org.trainopt.api.Order;
import org.trainopt.api.Training;
import org.trainopt.kernel.StepScalars;

/**
 * The estimator of one unit: of one tensor, or of all tensors of a group where it takes them as one
 * vector. Subclasses hold the mathematics; their element-wise arithmetic is float32 with one
 * rounding per operation, in the order written, and is what all other kernels reproduce bit for
 * bit.
 *
 * <p>The co-trained direction {@code A⁺w + b⁺} is written {@code g + (1 − κ) r}, which equals
 * {@code p − κ r}: so κ = 1 gives g exactly, and SGD and momentum are special cases of Full-TO to
 * the bit.
 */
abstract class EstimatorStep {
  final SlotState[] slots;
  final boolean coTrainFirst;
  final boolean normalized;
  final boolean biasFromFirst;

  /** Of the current step. */
  double alpha;

  double beta;
  float estimateFactor;

  /** True while b₀ is to be taken from the gradient. */
  boolean takeBias;

  /** The largest κ of the current step, as far as it is known. */
  double gain;

  EstimatorStep(SlotState[] slots, Order order, boolean normalized, InitialBias initialBias) {
    this.slots = slots;
    this.coTrainFirst = order == Order.CO_TRAIN_FIRST;
    this.normalized = normalized;
    this.biasFromFirst = initialBias == InitialBias.FIRST_GRADIENT;
  }

  EstimatorStep(SlotState[] slots, Training training) {
    this(slots, training.order(), training.normalized(), training.initialBias());
  }

  /** Takes over the step's scalars. */
  void begin(double[] scalars, int at, boolean firstStep) {
    alpha = scalars[at + StepScalars.ALPHA];
    beta = scalars[at + StepScalars.BETA];
    estimateFactor = (float) scalars[at + StepScalars.ESTIMATE_FACTOR];
    takeBias = firstStep && biasFromFirst;
    gain = 0;
  }

  /**
   * Reductions that the step needs, before anything changes.
   *
   * @param gradients fetches gradients as the estimator sees them
   * @param exactGain the gain must be known when this returns
   */
  abstract void prepare(GradientSource gradients, boolean exactGain);

  /** What has to be done once for the unit before its blocks; state may change from here on. */
  void train() {}

  /** Ĝ of one block into {@link Block#direction}, and the block's share of the training. */
  abstract void block(SlotState slot, Block x);

  /** Opens b at the block; {@code b₀ = g₀}, where asked for. */
  final void openBias(SlotState slot, Block x) {
    slot.b.open(x.at, x.n);
    if (takeBias) {
      for (int i = 0; i < x.n; i++) {
        slot.b.values[slot.b.from + i] = slot.b.rounded(x.g[x.gAt + i]);
      }
    }
  }
}
