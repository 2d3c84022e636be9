package org.trainopt.experiments.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.trainopt.experiments.blas.Blas;
import org.trainopt.experiments.data.Datasets;
import org.trainopt.experiments.study.StudyResult.OptimumInfo;

final class OptimumSolverTest {
  @TempDir Path folder;

  private Design design(boolean separable) throws IOException {
    SplittableRandom random = new SplittableRandom(9);
    StringBuilder csv = new StringBuilder();
    for (int i = 0; i < 60; i++) {
      double x = random.nextDouble() * 2 - 1;
      double y = random.nextDouble() * 2 - 1;
      double noise = separable ? 0 : random.nextDouble() * 2 - 1;
      String label = x + noise > 0.3 ? "a" : y > 0 ? "b" : "c";
      csv.append(separable ? Math.signum(x - 0.3) * 2 + x : x).append(',');
      csv.append(separable ? Math.signum(y) * 2 + y : y).append(',').append(label).append('\n');
    }
    Path file = folder.resolve(separable + ".csv");
    Files.writeString(file, csv);
    return new Design(Datasets.load(file.toString()));
  }

  @Test
  void aStronglyConvexMinimumIsCertified() throws IOException {
    Design design = design(false);
    OptimumInfo optimum = new OptimumSolver(design, 0.01, Blas.best()).solve();
    assertThat(optimum.attained()).isTrue();
    assertThat(optimum.gap()).isLessThan(1e-10);
    // Plain gradient descent comes to the same value from above.
    SoftmaxModel model = new SoftmaxModel(design, 0.01, Blas.best());
    double[] w = new double[model.dimension()];
    double[] g = new double[w.length];
    double value = 0;
    for (int t = 0; t < 20_000; t++) {
      value = model.value(w, g);
      for (int i = 0; i < w.length; i++) {
        w[i] -= 0.5 * g[i];
      }
    }
    assertThat(value).isCloseTo(optimum.value(), within(1e-10));
  }

  @Test
  void theSamplingTraceIsThatOfTheRowsGradients() throws IOException {
    Design design = design(false);
    double l2 = 0.05;
    SoftmaxModel model = new SoftmaxModel(design, l2, Blas.best());
    int d = model.dimension();
    double[] w = new double[d];
    double[] g = new double[d];
    for (int t = 0; t < 20_000; t++) {
      model.value(w, g);
      for (int i = 0; i < d; i++) {
        w[i] -= 0.5 * g[i];
      }
    }
    model.value(w, g);
    // Σ from the rows' gradients one by one, through the float objective; M = I.
    LogisticRegression task = new LogisticRegression(design, l2, 1, Blas.best());
    float[] single = new float[d];
    for (int i = 0; i < d; i++) {
      single[i] = (float) w[i];
    }
    double squares = 0;
    float[] row = new float[d];
    for (int n = 0; n < design.rows(); n++) {
      task.batchGradient(single, new int[] {n}, 1, row);
      for (float x : row) {
        squares += (double) x * x / design.rows();
      }
    }
    double[][] identity = new double[d][d];
    for (int i = 0; i < d; i++) {
      identity[i][i] = 1;
    }
    assertThat(model.noiseTrace(w, identity)).isCloseTo(squares, within(1e-5 * squares));
  }

  @Test
  void separableDataWithoutL2HaveInfimumZeroThatIsNotAttained() throws IOException {
    OptimumInfo optimum = new OptimumSolver(design(true), 0, Blas.best()).solve();
    assertThat(optimum.value()).isZero();
    assertThat(optimum.attained()).isFalse();
    assertThat(optimum.gap()).isLessThan(1e-10);
  }

  @Test
  void inseparableDataWithoutL2HaveAMinimum() throws IOException {
    OptimumInfo optimum = new OptimumSolver(design(false), 0, Blas.best()).solve();
    OptimumInfo nearly = new OptimumSolver(design(false), 1e-9, Blas.best()).solve();
    assertThat(optimum.attained()).isTrue();
    assertThat(optimum.value()).isPositive().isCloseTo(nearly.value(), within(1e-6));
    assertThat(optimum.value()).isLessThan(nearly.value());
  }

  @Test
  void theCacheKeepsAndMendsItself() throws IOException {
    OptimumCache cache = new OptimumCache(folder.resolve("optima"));
    OptimumInfo first = new OptimumInfo(0.1 + 0.2, true, 1e-12, null, "test");
    OptimumInfo other = new OptimumInfo(1, true, 0, null, "other");
    assertThat(cache.get("key", () -> first)).isEqualTo(first);
    assertThat(cache.get("key", () -> other)).isEqualTo(first);
    try (var files = Files.list(folder.resolve("optima"))) {
      Files.writeString(files.findFirst().orElseThrow(), "{\"val");
    }
    assertThat(cache.get("key", () -> other)).isEqualTo(other);
  }
}
