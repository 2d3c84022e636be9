package org.trainopt.check.claim;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class BoundedEstimatorTest {
  @TestFactory
  Stream<DynamicTest> claimsAreAcceptedAndControlsRejected() {
    return MeasuredChecks.cameOutAsTheyMust(new BoundedEstimator());
  }
}
