package org.trainopt.experiments.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Losses and errors against plain loops in double precision. */
final class CrossEntropyTest {
  private static final int[] SIZES = {1, 3, 13, 65};

  /** Replaces scores by softmax − one-hot and returns the losses' sum. */
  private static double plain(double[] z, int[] labels, int count) {
    int classes = z.length / count;
    double loss = 0;
    for (int i = 0; i < count; i++) {
      double max = Double.NEGATIVE_INFINITY;
      for (int k = 0; k < classes; k++) {
        max = Math.max(max, z[k * count + i]);
      }
      double sum = 0;
      for (int k = 0; k < classes; k++) {
        sum += Math.exp(z[k * count + i] - max);
      }
      loss += Math.log(sum) + max - z[labels[i] * count + i];
      for (int k = 0; k < classes; k++) {
        z[k * count + i] = Math.exp(z[k * count + i] - max) / sum - (k == labels[i] ? 1 : 0);
      }
    }
    return loss;
  }

  /** Of a difference of two scores, where it is not cut off. */
  private static double rounding(double[] scores) {
    double most = 0;
    for (double score : scores) {
      most = Math.max(most, Math.abs(score));
    }
    return Math.ulp(Math.min(SoftmaxExponentials.HIGHEST, (float) (2 * most))) / 2;
  }

  private static void check(float[] scores, int[] labels, int count, double tolerance) {
    double[] expected = new double[scores.length];
    for (int i = 0; i < scores.length; i++) {
      expected[i] = scores[i];
    }
    double rounding = rounding(expected);
    double loss = plain(expected, labels, count);
    CrossEntropy crossEntropy = new CrossEntropy(count + 3, scores.length / count);
    assertThat(crossEntropy.loss(scores, labels, count))
        .isCloseTo(loss, within(tolerance * loss + 1e-18));
    assertThat(crossEntropy.toErrors(scores, labels, count))
        .isCloseTo(loss, within(tolerance * loss + 1e-18));
    for (int i = 0; i < scores.length; i++) {
      assertThat((double) scores[i]).isCloseTo(expected[i], within(3e-7 + rounding));
    }
  }

  private static float[] scores(SplittableRandom random, int length, double scale) {
    float[] scores = new float[length];
    for (int i = 0; i < length; i++) {
      scores[i] = (float) ((random.nextDouble() * 2 - 1) * scale);
    }
    return scores;
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1e-3, 1, 30, 200, 1e4, 1e30})
  void lossesAndErrorsAreThoseOfPlainLoops(double scale) {
    SplittableRandom random = new SplittableRandom(21);
    for (int count : SIZES) {
      for (int classes : SIZES) {
        int[] labels = random.ints(count, 0, classes).toArray();
        check(scores(random, count * classes, scale), labels, count, 2e-7);
      }
    }
  }

  @Test
  void manyRowsWithLargeLossesDoNotOverflow() {
    int count = 1000;
    float[] scores = new float[2 * count];
    for (int i = 0; i < count; i++) {
      scores[count + i] = 70;
    }
    check(scores, new int[count], count, 1e-7);
  }

  @Test
  void theLossOfAWellFittedRowIsRelativelyExact() {
    check(new float[] {20, 0, 5}, new int[] {0}, 1, 1e-7);
    check(new float[] {-30, 0, -31}, new int[] {1}, 1, 1e-2); // 1e-13 beside a double's 1
  }

  @Test
  void oneClassAloneHasNoLoss() {
    check(new float[] {3, -1e4f, 1e4f}, new int[3], 3, 0);
  }

  @Test
  void extremeScoresOfEitherSign() {
    check(new float[] {1e4f, -1e4f, 0}, new int[] {0}, 1, 1e-7);
    check(new float[] {1e4f, -1e4f, 0}, new int[] {1}, 1, 1e-7);
    check(new float[] {1e4f, -1e4f, 0}, new int[] {2}, 1, 1e-7);
    check(new float[] {1e4f, 1e4f, 1e4f}, new int[] {1}, 1, 1e-7);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 4, 8})
  void aScoreThatIsNotANumberReachesTheLoss(int at) {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      float[] scores = new float[9];
      scores[at] = bad;
      int[] labels = {0, 1, 2};
      CrossEntropy crossEntropy = new CrossEntropy(3, 3);
      assertThat(crossEntropy.loss(scores, labels, 3)).isNaN();
      assertThat(crossEntropy.toErrors(scores, labels, 3)).isNaN();
    }
  }

  @Test
  void theSameScoresGiveTheSameBits() {
    SplittableRandom random = new SplittableRandom(22);
    float[] scores = scores(random, 130, 5);
    int[] labels = random.ints(13, 0, 10).toArray();
    float[] first = scores.clone();
    double loss = new CrossEntropy(13, 10).toErrors(first, labels, 13);
    CrossEntropy used = new CrossEntropy(64, 10);
    used.toErrors(scores(random, 640, 500), random.ints(64, 0, 10).toArray(), 64);
    for (int round = 0; round < 3; round++) {
      float[] again = scores.clone();
      assertThat(used.toErrors(again, labels, 13)).isEqualTo(loss);
      assertThat(again).isEqualTo(first);
    }
  }
}
