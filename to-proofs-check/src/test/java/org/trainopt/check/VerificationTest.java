package org.trainopt.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.trainopt.check.claim.Check;
import org.trainopt.check.claim.Claim;
import org.trainopt.check.claim.Evidence;
import org.trainopt.check.claim.Evidence.Measured;
import org.trainopt.check.claim.Evidence.Sampled;
import org.trainopt.check.claim.Outcome;
import org.trainopt.check.claim.Role;
import org.trainopt.check.claim.Rule;
import org.trainopt.check.run.Metric;
import org.trainopt.check.run.Surrogate;
import org.trainopt.check.run.Surrogate.Law;
import org.trainopt.check.run.Surrogate.Noise;
import org.trainopt.check.stats.Interval;
import org.trainopt.check.stats.LogSlope;
import org.trainopt.check.stats.Window;
import org.trainopt.kernel.Execution;

class VerificationTest {
  private static final Protocol SMALL = new Protocol("test", 40, 8192, 0.05, 40, 64, 3);

  private static Evidence slope(Law law, Noise noise) {
    return new Sampled(
        new Surrogate(law, noise, 8192),
        Optional.empty(),
        new LogSlope(Metric.DISTANCE, new Window(256, 8192, 0)));
  }

  private static Check check(Role role, Evidence evidence, Rule rule) {
    return new Check("T", role, "a law", "–", evidence, rule);
  }

  private static VerificationResult run(Check... checks) {
    return run(SMALL, checks);
  }

  private static VerificationResult run(Protocol protocol, Check... checks) {
    return new Verification(protocol, Execution.on("java"), 1, (units, what) -> {})
        .run(List.of(new Some(List.of(checks))));
  }

  private static Verdict only(Check check) {
    return run(check).verdicts().get(0);
  }

  @Test
  void aClearAnswerTakesOneLook() {
    Verdict verdict =
        only(check(Role.CLAIM, slope(Law.FASTER, Noise.LIGHT), new Rule.AtMost(-0.95)));
    assertThat(verdict.outcome()).isEqualTo(Outcome.ACCEPT);
    assertThat(verdict.looks()).isEqualTo(1);
    assertThat(verdict.seeds()).isEqualTo(40);
    assertThat(verdict.curve().slope()).isEqualTo(verdict.estimate());
  }

  @Test
  void anOpenAnswerTakesASecondLookWithTwiceTheSeeds() {
    Verdict verdict =
        only(check(Role.CLAIM, slope(Law.INVERSE_TIME, Noise.LIGHT), new Rule.AtMost(-1)));
    assertThat(verdict.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(verdict.looks()).isEqualTo(2);
    assertThat(verdict.seeds()).isEqualTo(80);
  }

  @Test
  void aSlopeAboveTheBoundIsRejected() {
    Verdict verdict =
        only(check(Role.CLAIM, slope(Law.SLOWER, Noise.LIGHT), new Rule.AtMost(-0.97)));
    assertThat(verdict.outcome()).isEqualTo(Outcome.REJECT);
  }

  @Test
  void seedsThatAreLostMakeARejectionWithTheReason() {
    Verdict verdict =
        only(check(Role.CLAIM, slope(Law.INVERSE_TIME, Noise.NON_FINITE), new Rule.AtMost(0)));
    assertThat(verdict.outcome()).isEqualTo(Outcome.REJECT);
    assertThat(verdict.reason()).isEqualTo("1 of 40 seeds left the finite numbers");
  }

  @Test
  void tooMuchSpreadGivesNoAnswer() {
    Noise heavy = Noise.INDEPENDENT_HEAVY; // Var/mean² = 2: an answer
    assertThat(only(check(Role.CLAIM, slope(Law.FASTER, heavy), new Rule.AtMost(0))).outcome())
        .isEqualTo(Outcome.ACCEPT);
    Evidence wild =
        new Sampled(
            new Surrogate(Law.FASTER, Noise.GROWING_SPREAD, 1L << 60),
            Optional.empty(),
            new LogSlope(Metric.DISTANCE, new Window(256, 1L << 60, 0)));
    Protocol many = new Protocol("test", 400, 8192, 0.05, 40, 64, 3);
    Verdict verdict = run(many, check(Role.CLAIM, wild, new Rule.AtMost(0))).verdicts().get(0);
    assertThat(verdict.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(verdict.reason()).contains("Var/mean²").contains("above 10");
  }

  @Test
  void aSkippedCheckSaysWhyAndRunsNothing() {
    Check check =
        check(Role.MUST_REJECT, slope(Law.SLOWER, Noise.LIGHT), new Rule.AtMost(0))
            .skippedBecause("too small a size");
    Verification verification =
        new Verification(SMALL, Execution.on("java"), 1, (units, what) -> {});
    assertThat(verification.units(List.of(new Some(List.of(check))))).isZero();
    Verdict verdict = only(check);
    assertThat(verdict.outcome()).isEqualTo(Outcome.SKIPPED);
    assertThat(verdict.reason()).isEqualTo("too small a size");
    assertThat(verdict.asItMust()).isTrue();
  }

  @Test
  void aControlThatMisbehavesVoidsTheRun() {
    Check accepted = check(Role.CLAIM, slope(Law.FASTER, Noise.LIGHT), new Rule.AtMost(0));
    Check positive = check(Role.MUST_ACCEPT, slope(Law.CONSTANT, Noise.LIGHT), new Rule.AtMost(-1));
    Check negative = check(Role.MUST_REJECT, slope(Law.FASTER, Noise.LIGHT), new Rule.AtMost(0));
    VerificationResult result = run(accepted, positive, negative);
    assertThat(result.isVoid()).isTrue();
    assertThat(result.misbehaved()).extracting(Verdict::check).containsExactly(positive, negative);
    assertThat(result.exitCode()).isEqualTo(2);
  }

  @Test
  void theExitCodeTellsTheWorstClaim() {
    Check accept = measured(0);
    Check reject = measured(2);
    Check open = check(Role.CLAIM, slope(Law.INVERSE_TIME, Noise.LIGHT), new Rule.AtMost(-1));
    assertThat(run(accept).exitCode()).isZero();
    assertThat(run(accept, open).exitCode()).isEqualTo(2);
    assertThat(run(accept, open, reject).exitCode()).isEqualTo(1);
  }

  @Test
  void aMeasurementThatIsNotANumberIsRejected() {
    assertThat(only(measured(Double.NaN)).outcome()).isEqualTo(Outcome.REJECT);
  }

  private static Check measured(double value) {
    return check(
        Role.CLAIM,
        new Measured("a figure", lab -> new Interval(value, value)),
        new Rule.AtMost(1));
  }

  private record Some(List<Check> list) implements Claim {
    @Override
    public String id() {
      return "T";
    }

    @Override
    public String statement() {
      return "a claim";
    }

    @Override
    public String meaning() {
      return "";
    }

    @Override
    public List<Check> checks(Protocol protocol) {
      return new ArrayList<>(list);
    }
  }
}
