package org.trainopt.experiments.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class HolmTest {
  @Test
  void adjustsAsInTheTextbook() {
    // In order 0.005·4 = 0.02, 0.01·3 = 0.03, 0.03·2 = 0.06, 0.04·1 raised to 0.06.
    Holm holm = new Holm(new double[] {0.01, 0.04, 0.03, 0.005}, 0.05);
    assertThat(holm.adjusted(0)).isCloseTo(0.03, within(1e-15));
    assertThat(holm.adjusted(1)).isCloseTo(0.06, within(1e-15));
    assertThat(holm.adjusted(2)).isCloseTo(0.06, within(1e-15));
    assertThat(holm.adjusted(3)).isCloseTo(0.02, within(1e-15));
    assertThat(holm.level(3)).isEqualTo(0.05 / 4);
    assertThat(holm.level(0)).isEqualTo(0.05 / 3);
    assertThat(holm.level(2)).isEqualTo(0.05 / 2);
    assertThat(holm.level(1)).as("stays after the first that is not rejected").isEqualTo(0.05 / 2);
  }

  @Test
  void intervalsAgreeWithTheRejections() {
    Random random = new Random(1);
    for (int family = 0; family < 500; family++) {
      double[] p = random.doubles(1 + random.nextInt(9), 0, 0.05).toArray();
      Holm holm = new Holm(p, 0.05);
      for (int i = 0; i < p.length; i++) {
        assertThat(p[i] <= holm.level(i)).isEqualTo(holm.adjusted(i) <= 0.05);
      }
    }
  }

  @Test
  void aloneATestIsNotCorrectedAndPNeverExceedsOne() {
    assertThat(new Holm(new double[] {0.03}, 0.05).adjusted(0)).isEqualTo(0.03);
    assertThat(new Holm(new double[] {0.7, 0.9}, 0.05).adjusted(1)).isEqualTo(1);
    new Holm(new double[0], 0.05);
  }
}
