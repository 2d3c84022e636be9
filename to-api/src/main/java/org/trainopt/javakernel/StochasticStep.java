package org.trainopt.javakernel;

import org.trainopt.api.InitialBias;
import org.trainopt.api.Order;

/** SGD: {@code Ĝ = g}. */
final class StochasticStep extends EstimatorStep {
  StochasticStep(SlotState[] slots) {
    super(slots, Order.CO_TRAIN_FIRST, false, InitialBias.ZERO);
  }

  @Override
  void prepare(GradientSource gradients, boolean exactGain) {}

  @Override
  void block(SlotState slot, Block x) {
    System.arraycopy(x.g, x.gAt, x.direction, 0, x.n);
  }
}
