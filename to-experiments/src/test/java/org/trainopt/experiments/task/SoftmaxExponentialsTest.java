package org.trainopt.experiments.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class SoftmaxExponentialsTest {
  private static float[] exp(float... x) {
    float[] result = new float[x.length];
    new SoftmaxExponentials(x.length + 3).compute(x, new float[x.length], result, x.length);
    return result;
  }

  @Test
  void theRelativeErrorIsBelowOneTenMillionth() {
    int count = 280_001;
    float[] x = new float[count];
    for (int i = 0; i < count; i++) {
      x[i] = (float) (SoftmaxExponentials.LOWEST + i * 5e-4);
    }
    float[] y = exp(x);
    for (int i = 0; i < count; i++) {
      assertThat(y[i] / Math.exp(x[i])).as("e^%s", x[i]).isCloseTo(1, within(1e-7));
    }
    assertThat(x[count - 1]).isEqualTo(SoftmaxExponentials.HIGHEST);
  }

  @Test
  void smallArgumentsAreExactToTheLastPlace() {
    for (float x = 0.5f; x > 0; x /= 2) {
      assertThat(exp(x)[0] / Math.exp(x)).isCloseTo(1, within(1e-7));
      assertThat(exp(-x)[0] / Math.exp(-x)).isCloseTo(1, within(1e-7));
    }
    assertThat(exp(0f, -0f)).containsExactly(1f, 1f);
  }

  @Test
  void argumentsBeyondTheRangeGiveItsEnds() {
    float low = exp(SoftmaxExponentials.LOWEST)[0];
    float high = exp(SoftmaxExponentials.HIGHEST)[0];
    assertThat(exp(-60.1f, -1e4f, -Float.MAX_VALUE, Float.NEGATIVE_INFINITY))
        .containsOnly(low)
        .hasSize(4);
    assertThat(exp(80.1f, 1e4f, Float.MAX_VALUE, Float.POSITIVE_INFINITY))
        .containsOnly(high)
        .hasSize(4);
    assertThat(low).isGreaterThan(Float.MIN_NORMAL);
  }

  @Test
  void notANumberStaysOne() {
    assertThat(exp(1, Float.NaN, 2)[1]).isNaN();
    float[] result = new float[1];
    float infinite = Float.POSITIVE_INFINITY;
    new SoftmaxExponentials(1).compute(new float[] {infinite}, new float[] {infinite}, result, 1);
    assertThat(result[0]).isNaN();
  }

  @Test
  void shiftsAreSubtractedAndElementsBehindAreLeftAlone() {
    float[] x = {3, 5, 7};
    float[] to = {0, 0, 42};
    new SoftmaxExponentials(3).compute(x, new float[] {3, 4, 0}, to, 2);
    assertThat(to[0]).isEqualTo(1);
    assertThat(to[1]).isCloseTo((float) Math.E, within(3e-7f));
    assertThat(to[2]).isEqualTo(42);
    assertThat(x).containsExactly(3, 5, 7);
  }
}
