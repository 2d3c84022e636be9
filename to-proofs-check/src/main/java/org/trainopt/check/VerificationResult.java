package org.trainopt.check;

import java.util.List;
import org.trainopt.check.claim.Claim;
import org.trainopt.check.claim.Outcome;
import org.trainopt.check.claim.Role;

/**
 * What a verification found.
 *
 * @param protocol its sizes
 * @param claims what was asked
 * @param verdicts the answers, in the claims' order
 */
public record VerificationResult(Protocol protocol, List<Claim> claims, List<Verdict> verdicts) {
  public VerificationResult {
    claims = List.copyOf(claims);
    verdicts = List.copyOf(verdicts);
  }

  /** The answers to one claim. */
  public List<Verdict> of(Claim claim) {
    return verdicts.stream().filter(v -> v.check().claim().equals(claim.id())).toList();
  }

  /** The controls that did not come out as they must. If there are any, all verdicts are void. */
  public List<Verdict> misbehaved() {
    return verdicts.stream().filter(verdict -> !verdict.asItMust()).toList();
  }

  /** Whether a control misbehaved, so that no verdict counts. */
  public boolean isVoid() {
    return !misbehaved().isEmpty();
  }

  /**
   * 0: all claims accepted; 1: one rejected; 2: none rejected but not all accepted, none asked, or
   * void.
   */
  public int exitCode() {
    if (isVoid()) {
      return 2;
    }
    List<Outcome> outcomes =
        verdicts.stream()
            .filter(v -> v.check().role() == Role.CLAIM && v.outcome() != Outcome.SKIPPED)
            .map(Verdict::outcome)
            .toList();
    return outcomes.contains(Outcome.REJECT)
        ? 1
        : !outcomes.isEmpty() && outcomes.stream().allMatch(outcome -> outcome == Outcome.ACCEPT)
            ? 0
            : 2;
  }
}
