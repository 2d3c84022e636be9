package org.trainopt.javakernel;

/** Fetches a block's weights and its gradients after clipping and L2. */
interface GradientSource {
  /** Turns the block to elements {@code [start, start + count)} of the slot and fetches both. */
  void fetch(SlotState slot, Block x, int start, int count);

  /** The block that phases before the update may use. */
  Block block();

  /** Dot products in the canonical order. */
  Reduction reduction();
}
