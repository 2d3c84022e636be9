package org.trainopt.check.claim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.trainopt.check.Protocol;

class IdentitiesTest {
  private static final List<Check> CHECKS = new Identities().checks(Protocol.SMOKE);

  @TestFactory
  Stream<DynamicTest> claimsAreAcceptedAndControlsRejected() {
    return MeasuredChecks.cameOutAsTheyMust(new Identities());
  }

  @Test
  void stepsKeepFarInsideTheirRoundingAllowanceAndControlsAreFarOutside() {
    for (Check check : CHECKS) {
      if (check.evidence().statistic().contains("units of rounding")) {
        double figure = MeasuredChecks.figure(check, 5);
        if (check.role() == Role.CLAIM) {
          assertThat(figure).as("%s", check).isLessThan(8);
        } else {
          assertThat(figure).as("%s", check).isGreaterThan(1e6);
        }
      }
    }
  }

  @Test
  void everyKindOfCheckHasAControlThatCanFail() {
    assertThat(CHECKS.stream().filter(check -> check.role() == Role.CLAIM)).hasSize(25);
    assertThat(CHECKS.stream().filter(check -> check.role() == Role.MUST_REJECT)).hasSize(14);
  }
}
