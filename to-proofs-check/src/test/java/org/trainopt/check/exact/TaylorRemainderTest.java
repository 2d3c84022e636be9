package org.trainopt.check.exact;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TaylorRemainderTest {
  @ParameterizedTest
  @EnumSource(Trainable.class)
  void separatesGradientsFromOtherDirectionsForEveryMasterSeed(Trainable variant) {
    double alpha = TaylorRemainder.ALPHA;
    double beta = TaylorRemainder.BETA;
    for (int seed = 0; seed < 100; seed++) {
      JavaLab lab = new JavaLab(seed);
      assertThat(TaylorRemainder.rateShortfall(lab, variant, alpha, beta)).isLessThan(0.1);
      assertThat(TaylorRemainder.rateShortfall(lab, variant, 1.01 * alpha, beta))
          .isGreaterThan(0.1);
      assertThat(TaylorRemainder.rateShortfall(lab, variant, alpha, 1.01 * beta))
          .isGreaterThan(0.1);
    }
  }
}
