package org.trainopt.experiments.blas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.trainopt.experiments.InputException;
import org.trainopt.experiments.blas.BlasChoice.Attempt;
import org.trainopt.experiments.data.Datasets;
import org.trainopt.experiments.task.Design;
import org.trainopt.experiments.task.LogisticRegression;

final class BlasTest {
  private static final int[][] SHAPES = {
    {1, 1, 1}, {5, 7, 11}, {64, 10, 65}, {3, 17, 64}, {2, 33, 131}, {4, 3, 0}, {0, 3, 4}
  };

  static Stream<Blas> all() {
    return Stream.of(new OpenBlas(), new JavaBlas("test"));
  }

  private static double[] random(int length, long seed) {
    return new SplittableRandom(seed).doubles(length, -1, 1).toArray();
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  @ParameterizedTest
  @MethodSource("all")
  void productsAreThoseOfTheTripleLoop(Blas blas) {
    for (int[] shape : SHAPES) {
      for (int variant = 0; variant < 8; variant++) {
        check(blas, shape[0], shape[1], shape[2], variant);
      }
    }
  }

  private static void check(Blas blas, int m, int n, int k, int variant) {
    boolean transA = (variant & 1) != 0;
    boolean transB = (variant & 2) != 0;
    double beta = (variant & 4) != 0 ? 0.5 : 0;
    double[] a = random(m * k, 1);
    double[] b = random(k * n, 2);
    double[] c = random(m * n, 3);
    double[] expected = new double[m * n];
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        double sum = 0;
        for (int l = 0; l < k; l++) {
          sum += (transA ? a[l * m + i] : a[i * k + l]) * (transB ? b[j * k + l] : b[l * n + j]);
        }
        expected[i * n + j] = 2 * sum + beta * c[i * n + j];
      }
    }
    if (beta == 0 && c.length > 0) {
      c[c.length / 2] = Double.NaN; // with beta 0, C is not read
    }
    blas.dgemm(transA, transB, m, n, k, 2, a, b, beta, c);
    assertThat(c).containsExactly(expected, within(1e-13));
  }

  @Test
  void trainingGradientsAreTheSameOnBoth() {
    Design design = new Design(Datasets.load("digits").standardized());
    float[] w = floats(random(650, 4));
    int[] rows = new SplittableRandom(5).ints(64, 0, 1797).toArray();
    float[][] gradients = new float[2][650];
    double[] losses = new double[2];
    double[] batchLosses = new double[2];
    List<Blas> both = all().toList();
    for (int i = 0; i < 2; i++) {
      LogisticRegression task = new LogisticRegression(design, 0.1, 64, both.get(i));
      batchLosses[i] = task.batchGradient(w, rows, 64, gradients[i]);
      losses[i] = task.loss(w);
    }
    assertThat(gradients[1]).containsExactly(gradients[0], within(1e-5f));
    assertThat(batchLosses[1]).isCloseTo(batchLosses[0], within(1e-5 * batchLosses[0]));
    assertThat(losses[1]).isCloseTo(losses[0], within(1e-5 * losses[0]));
  }

  @Test
  void openBlasIsTheBestAndSaysItsVersion() {
    assertThat(Blas.best().name()).isEqualTo("openblas");
    assertThat(Blas.best().reason()).startsWith("OpenBLAS 0.").endsWith("one thread");
  }

  @Test
  void whereOpenBlasDoesNotLoadJavaSaysWhy() {
    Attempt failed =
        Attempt.of(
            () -> {
              throw new ExceptionInInitializerError(new UnsatisfiedLinkError("no libopenblas\nx"));
            });
    Blas blas = BlasChoice.choose("", () -> failed);
    assertThat(blas.name()).isEqualTo("java");
    assertThat(blas.reason())
        .isEqualTo("OpenBLAS does not load: UnsatisfiedLinkError: no libopenblas");
    assertThatThrownBy(() -> BlasChoice.choose("openblas", () -> failed))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "-Dtrainopt.blas=openblas: OpenBLAS does not load: UnsatisfiedLinkError: no"
                + " libopenblas");
  }

  @Test
  void aForcedBlasIsTakenOrRefused() {
    Attempt loaded = Attempt.of(OpenBlas::new);
    assertThat(BlasChoice.choose("openblas", () -> loaded).name()).isEqualTo("openblas");
    Blas java =
        BlasChoice.choose(
            "java",
            () -> {
              throw new AssertionError("OpenBLAS need not be loaded");
            });
    assertThat(java.reason()).isEqualTo("forced by -Dtrainopt.blas=java");
    assertThatThrownBy(() -> BlasChoice.choose("mkl", () -> loaded))
        .isInstanceOf(InputException.class)
        .hasMessage("-Dtrainopt.blas must be openblas or java, but was \"mkl\"");
  }
}
