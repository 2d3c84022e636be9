package org.trainopt.check.claim;

/**
 * One line of the protocol.
 *
 * @param claim the claim's id: {@code C1}
 * @param role what it is there for
 * @param variant what is checked
 * @param problem on what
 * @param evidence what it looks at
 * @param rule when it accepts
 * @param skipped why it is left out at this size; empty if it is not
 */
public record Check(
    String claim,
    Role role,
    String variant,
    String problem,
    Evidence evidence,
    Rule rule,
    String skipped) {
  public Check(
      String claim, Role role, String variant, String problem, Evidence evidence, Rule rule) {
    this(claim, role, variant, problem, evidence, rule, "");
  }

  /** The same check, left out for a reason. */
  public Check skippedBecause(String reason) {
    return new Check(claim, role, variant, problem, evidence, rule, reason);
  }
}
