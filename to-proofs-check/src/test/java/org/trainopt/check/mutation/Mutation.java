package org.trainopt.check.mutation;

/** A fault in the training of A and b; each is one line of {@link MutantUnit}. */
enum Mutation {
  /** None. */
  NONE("none"),
  /** {@code r = g − p} in place of {@code r = p − g}. */
  SIGN_OF_R("sign of r"),
  /** {@code A ← A − α r 1ᵀ} in place of {@code A ← A − α r wᵀ}. */
  DROP_W("drop wᵀ"),
  /** A is trained with b's step size and b with A's. */
  SWAP_STEPS("swap α and β"),
  /** {@code A ← A − α r w_{t−1}ᵀ}: the weights of the step before. */
  STALE_W("stale w");

  private final String text;

  Mutation(String text) {
    this.text = text;
  }

  /** The name that the table shows. */
  String text() {
    return text;
  }
}
