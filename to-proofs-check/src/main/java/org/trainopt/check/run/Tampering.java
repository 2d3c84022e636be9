package org.trainopt.check.run;

/** A fault put into production kernels by changing the scalars they are handed. */
public enum Tampering {
  /** None: the kernels as they are. */
  NONE,
  /** The sign of α is turned: A is moved away from its minimum. */
  FLIPPED_ALPHA
}
