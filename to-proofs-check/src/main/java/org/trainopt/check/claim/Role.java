package org.trainopt.check.claim;

/** What a check is there for. */
public enum Role {
  /** A claim's verdict is looked for. */
  CLAIM,
  /** A positive control: known to hold, so that anything but ACCEPT voids the run. */
  MUST_ACCEPT,
  /** A negative control: known to fail, so that anything but REJECT voids the run. */
  MUST_REJECT,
  /** A figure to be reported, without a gate. */
  FIGURE
}
