package org.trainopt.check.claim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.trainopt.check.Protocol;
import org.trainopt.check.exact.JavaLab;
import org.trainopt.check.stats.Interval;

/** Tests of a claim that only measures, on the Java kernels. */
final class MeasuredChecks {
  private static final int MASTER_SEEDS = 2;

  private MeasuredChecks() {}

  /** One test a check: claims are accepted and controls rejected, for several master seeds. */
  static Stream<DynamicTest> cameOutAsTheyMust(Claim claim) {
    return claim.checks(Protocol.SMOKE).stream()
        .map(
            check ->
                DynamicTest.dynamicTest(
                    check.role() + " " + check.variant() + ": " + check.evidence().statistic(),
                    () -> cameOutAsItMust(check)));
  }

  /** The figure of a check. */
  static double figure(Check check, long masterSeed) {
    Interval interval =
        ((Evidence.Measured) check.evidence()).measure().of(new JavaLab(masterSeed));
    assertThat(interval.low()).isEqualTo(interval.high());
    return interval.high();
  }

  private static void cameOutAsItMust(Check check) {
    for (long masterSeed = 1; masterSeed <= MASTER_SEEDS; masterSeed++) {
      double figure = figure(check, masterSeed);
      assertThat(figure).isFinite();
      assertThat(check.rule().decide(new Interval(figure, figure)))
          .as("%s", figure)
          .isEqualTo(check.role() == Role.CLAIM ? Outcome.ACCEPT : Outcome.REJECT);
    }
  }
}
