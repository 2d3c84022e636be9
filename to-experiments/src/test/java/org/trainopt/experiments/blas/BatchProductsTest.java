package org.trainopt.experiments.blas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Both products of a batch against plain loops in double precision. */
final class BatchProductsTest {
  private static final int[] SIZES = {1, 3, 13, 65};

  static Stream<Blas> all() {
    return Stream.of(new OpenBlas(), new JavaBlas("test"));
  }

  private static float[] random(SplittableRandom random, int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) (random.nextDouble() * 2 - 1);
    }
    return values;
  }

  private static float[] scores(float[] x, float[] w, int count, int width, int classes) {
    float[] scores = new float[classes * count];
    for (int k = 0; k < classes; k++) {
      for (int i = 0; i < count; i++) {
        double sum = 0;
        for (int j = 0; j < width; j++) {
          sum += (double) x[i * width + j] * w[j * classes + k];
        }
        scores[k * count + i] = (float) sum;
      }
    }
    return scores;
  }

  private static float[] gradient(
      float[] x, float[] errors, int count, int width, int classes, float factor) {
    float[] gradient = new float[width * classes];
    for (int j = 0; j < width; j++) {
      for (int k = 0; k < classes; k++) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
          sum += (double) x[i * width + j] * errors[k * count + i];
        }
        gradient[j * classes + k] = (float) (factor * sum);
      }
    }
    return gradient;
  }

  @ParameterizedTest
  @MethodSource("all")
  void productsAreThoseOfPlainLoops(Blas blas) {
    SplittableRandom random = new SplittableRandom(11);
    for (int count : SIZES) {
      for (int width : SIZES) {
        for (int classes : SIZES) {
          // A larger batch was there before, and its rows stay behind the smaller one.
          BatchProducts products = blas.batchProducts(count + 2, width, classes);
          products.setRows(0, count + 2, random(random, (count + 2) * width), 0);
          float[] x = random(random, count * width + 5);
          products.setRows(0, count, x, 5);
          float[] batch = Arrays.copyOfRange(x, 5, x.length);
          float[] w = random(random, width * classes);
          float[] to = random(random, classes * (count + 2));
          products.scores(w, count, to);
          assertThat(Arrays.copyOf(to, classes * count))
              .as("scores %d×%d×%d", count, width, classes)
              .containsExactly(scores(batch, w, count, width, classes), within(1e-5f));

          float[] errors = random(random, classes * count);
          float[] g = random(random, width * classes);
          products.gradient(errors, count, 0.5f, g);
          assertThat(g)
              .as("gradient %d×%d×%d", count, width, classes)
              .containsExactly(gradient(batch, errors, count, width, classes, 0.5f), within(1e-5f));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void rowsGoWhereTheyAreTold(Blas blas) {
    BatchProducts products = blas.batchProducts(3, 2, 1);
    products.setRows(2, 1, new float[] {9, 9, 5, 6}, 2);
    products.setRows(0, 2, new float[] {1, 2, 3, 4}, 0);
    float[] scores = new float[3];
    products.scores(new float[] {1, 10}, 3, scores);
    assertThat(scores).containsExactly(21, 43, 65);
  }

  @ParameterizedTest
  @MethodSource("all")
  void theSameInputsGiveTheSameBits(Blas blas) {
    SplittableRandom random = new SplittableRandom(12);
    float[] x = random(random, 64 * 65);
    float[] w = random(random, 65 * 10);
    float[][] first = new float[2][];
    for (int round = 0; round < 20; round++) {
      BatchProducts products = blas.batchProducts(64 + 7 * round, 65, 10);
      products.setRows(0, 64, x.clone(), 0);
      float[] scores = new float[640];
      float[] gradient = new float[650];
      products.scores(w.clone(), 64, scores);
      products.gradient(scores, 64, 1f / 64, gradient);
      if (round == 0) {
        first[0] = scores;
        first[1] = gradient;
      }
      assertThat(scores).isEqualTo(first[0]);
      assertThat(gradient).isEqualTo(first[1]);
    }
  }
}
