package org.trainopt.experiments.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.trainopt.experiments.blas.Blas;
import org.trainopt.experiments.data.Dataset;
import org.trainopt.experiments.data.Datasets;

final class LogisticRegressionTest {
  private static final Dataset DIGITS = Datasets.load("digits").standardized();

  private static float[] weights(int d) {
    float[] w = new float[d];
    SplittableRandom random = new SplittableRandom(4);
    for (int i = 0; i < d; i++) {
      w[i] = (float) (random.nextDouble() - 0.5) / 4;
    }
    return w;
  }

  @Test
  void theLossAtZeroIsTheLogarithmOfTheNumberOfClasses() {
    LogisticRegression task = new LogisticRegression(new Design(DIGITS), 0.1, 8, Blas.best());
    assertThat(task.dimension()).isEqualTo(650);
    assertThat(task.loss(new float[650])).isCloseTo(Math.log(10), within(1e-12));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.3})
  void theGradientIsThatOfTheLoss(double l2) {
    LogisticRegression task = new LogisticRegression(new Design(DIGITS), l2, 1797, Blas.best());
    int[] all = IntStream.range(0, 1797).toArray();
    float[] w = weights(650);
    float[] gradient = new float[650];
    double loss = task.batchGradient(w, all, all.length, gradient);
    assertThat(task.loss(w)).isCloseTo(loss, within(1e-6 * loss));

    SoftmaxModel exact = new SoftmaxModel(new Design(DIGITS), l2, Blas.best());
    double[] point = IntStream.range(0, 650).mapToDouble(i -> w[i]).toArray();
    double[] expected = new double[650];
    assertThat(exact.value(point, expected)).isCloseTo(loss, within(1e-6 * loss));
    double[] ignored = new double[650];
    for (int i = 0; i < 650; i += 37) {
      double h = 1e-5;
      double[] ahead = point.clone();
      double[] behind = point.clone();
      ahead[i] += h;
      behind[i] -= h;
      double slope = (exact.value(ahead, ignored) - exact.value(behind, ignored)) / (2 * h);
      assertThat(expected[i]).isCloseTo(slope, within(1e-8));
      assertThat(gradient[i]).isCloseTo((float) slope, within(1e-5f));
    }
  }

  @Test
  void theHessianIsTheDerivativeOfTheGradient() {
    SoftmaxModel model = new SoftmaxModel(new Design(DIGITS), 0.05, Blas.best());
    float[] w = weights(650);
    double[] point = IntStream.range(0, 650).mapToDouble(i -> w[i]).toArray();
    double[] ahead = new double[650];
    double[] behind = new double[650];
    for (int i = 13; i < 650; i += 211) {
      double h = 1e-5;
      double[] shifted = point.clone();
      shifted[i] += h;
      model.value(shifted, ahead);
      shifted[i] -= 2 * h;
      model.value(shifted, behind);
      model.value(point, new double[650]);
      double[] hessian = model.hessian();
      for (int j = 0; j < 650; j++) {
        assertThat(hessian[i * 650 + j]).isCloseTo((ahead[j] - behind[j]) / (2 * h), within(1e-7));
      }
    }
  }

  @Test
  void repeatedRowsCountAsOften() {
    LogisticRegression task = new LogisticRegression(new Design(DIGITS), 0, 3, Blas.best());
    float[] w = weights(650);
    float[] g = new float[650];
    double a = task.batchGradient(w, new int[] {1}, 1, g);
    double b = task.batchGradient(w, new int[] {2}, 1, g);
    assertThat(task.batchGradient(w, new int[] {1, 2, 1}, 3, g))
        .isCloseTo((2 * a + b) / 3, within(1e-6));
  }

  @Test
  void instancesOfOneDesignGiveTheSameBits() {
    Design design = new Design(DIGITS);
    float[] w = weights(650);
    int[] rows = {5, 900, 5, 1796, 0, 77};
    float[] first = new float[650];
    LogisticRegression one = new LogisticRegression(design, 0.1, 6, Blas.best());
    double loss = one.batchGradient(w, rows, 6, first);
    LogisticRegression other = new LogisticRegression(design, 0.1, 64, Blas.best());
    float[] again = new float[650];
    other.loss(w); // leaves its scratch dirty
    assertThat(other.batchGradient(w, rows, 6, again)).isEqualTo(loss);
    assertThat(again).isEqualTo(first);
  }

  @Test
  void withoutTheL2TermsValueTheGradientIsTheSame() {
    LogisticRegression task = new LogisticRegression(new Design(DIGITS), 0.1, 3, Blas.best());
    float[] w = weights(650);
    float[] first = new float[650];
    float[] again = new float[650];
    int[] rows = {7, 1023, 1024};
    double whole = task.batchGradient(w, rows, 3, first);
    double squares = 0;
    for (float weight : w) {
      squares += (double) weight * weight;
    }
    assertThat(task.gradientOnly(w, rows, 3, again) + 0.05 * squares)
        .isCloseTo(whole, within(1e-12));
    assertThat(again).isEqualTo(first);
  }

  @Test
  void theLossOverAllRowsIsThatOfOneBatchOfThem() {
    for (int maxBatch : new int[] {1, 700}) { // larger and smaller than what a loss takes at once
      LogisticRegression task =
          new LogisticRegression(new Design(DIGITS), 0.1, maxBatch, Blas.best());
      LogisticRegression whole = new LogisticRegression(new Design(DIGITS), 0.1, 1797, Blas.best());
      float[] w = weights(650);
      int[] all = IntStream.range(0, 1797).toArray();
      double expected = whole.batchGradient(w, all, all.length, new float[650]);
      assertThat(task.loss(w)).isCloseTo(expected, within(1e-6 * expected));
      assertThat(task.loss(w)).isEqualTo(whole.loss(w));
    }
  }

  @Test
  void gradientsAndLossesAllocateNothing() {
    LogisticRegression task = new LogisticRegression(new Design(DIGITS), 0.1, 6, Blas.best());
    float[] w = weights(650);
    float[] g = new float[650];
    int[] rows = {5, 900, 5, 1796, 0, 77};
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    task.batchGradient(w, rows, 6, g);
    task.loss(w);
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 1000; i++) {
      task.batchGradient(w, rows, 6, g);
    }
    task.loss(w);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1000);
  }

  @Test
  void hugeLogitsDoNotOverflow() {
    LogisticRegression task = new LogisticRegression(new Design(DIGITS), 0, 3, Blas.best());
    float[] w = weights(650);
    for (int i = 0; i < w.length; i++) {
      w[i] *= 1e6f;
    }
    float[] g = new float[650];
    assertThat(task.batchGradient(w, new int[] {1, 2, 3}, 3, g)).isFinite().isPositive();
    for (float x : g) {
      assertThat(x).isFinite();
    }
    assertThat(task.loss(w)).isFinite();
  }

  @Test
  void aNonFiniteWeightGivesANonFiniteLoss() {
    LogisticRegression task = new LogisticRegression(new Design(DIGITS), 0, 3, Blas.best());
    float[] w = weights(650);
    w[100] = Float.NaN;
    assertThat(task.loss(w)).isNaN();
  }
}
