package org.trainopt.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.trainopt.check.claim.Check;
import org.trainopt.check.claim.Claims;
import org.trainopt.check.claim.Outcome;
import org.trainopt.check.claim.Role;
import org.trainopt.kernel.Execution;

/**
 * The whole protocol as tests, one a check: smoke size in every build, full size with {@code mvn
 * verify -Pconvergence-verification}. A control that misbehaves fails, and so does a claim that is
 * rejected.
 */
@Tag("convergence-verification")
class ConvergenceVerificationTest {
  private static final boolean FULL =
      "default".equals(System.getProperty("trainopt.verification", "smoke"));

  @TestFactory
  Stream<DynamicTest> protocol() {
    Protocol protocol = FULL ? Protocol.DEFAULT : Protocol.SMOKE;
    int threads = Runtime.getRuntime().availableProcessors();
    VerificationResult result =
        new Verification(protocol, Execution.best(), threads, (units, what) -> {})
            .run(Claims.all());
    assertThat(result.verdicts()).hasSizeGreaterThan(150);
    return result.verdicts().stream()
        .filter(v -> v.check().role() != Role.FIGURE && v.outcome() != Outcome.SKIPPED)
        .map(verdict -> DynamicTest.dynamicTest(name(verdict.check()), () -> judge(verdict)));
  }

  private static String name(Check check) {
    return String.join(
        " ", List.of(check.claim(), check.role().name(), check.variant(), check.problem()));
  }

  private static void judge(Verdict verdict) {
    Outcome expected = verdict.check().role() == Role.MUST_REJECT ? Outcome.REJECT : Outcome.ACCEPT;
    assertThat(verdict.outcome())
        .as(
            "%s in [%s, %s], rule: %s. %s",
            verdict.check().evidence().statistic(),
            verdict.interval().low(),
            verdict.interval().high(),
            verdict.check().rule().text(),
            verdict.reason())
        .isEqualTo(expected);
  }
}
