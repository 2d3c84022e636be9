package org.trainopt.check.claim;

/** The answer to a check. */
public enum Outcome {
  /** The statistic's interval keeps the rule: the claim's consequence holds in this window. */
  ACCEPT,
  /** The statistic's interval breaks the rule, or a run left the finite numbers. */
  REJECT,
  /** The interval lies on both sides of the rule's bound, or the runs spread too much to tell. */
  INCONCLUSIVE,
  /** A figure without a rule. */
  REPORTED,
  /** Not asked at this size; the check says why. */
  SKIPPED
}
