package org.trainopt.experiments.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.hipparchus.linear.LUDecomposition;
import org.hipparchus.linear.MatrixUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.trainopt.experiments.blas.Blas;
import org.trainopt.experiments.data.Datasets;
import org.trainopt.experiments.study.StudyResult.OptimumInfo;

@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class OptimumSolverTest {
  private static final double LN2 = Math.log(2);

  @TempDir Path folder;

  private Design design(String csv) throws IOException {
    Path file = Files.writeString(folder.resolve("data.csv"), csv);
    return new Design(Datasets.load(file.toString()));
  }

  private static OptimumInfo solve(Design design, double l2) {
    return new OptimumSolver(design, l2, Blas.best()).solve();
  }

  /** Three classes in the plane that overlap, or that do not. */
  private Design clouds(boolean separable) throws IOException {
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
    return design(csv.toString());
  }

  /** The minimum by plain gradient descent. */
  private static double[] descend(SoftmaxModel model) {
    double[] w = new double[model.dimension()];
    double[] gradient = new double[w.length];
    for (int t = 0; t < 20_000; t++) {
      model.value(w, gradient);
      for (int i = 0; i < w.length; i++) {
        w[i] -= 0.5 * gradient[i];
      }
    }
    return w;
  }

  @Test
  void aStronglyConvexMinimumIsCertified() throws IOException {
    Design design = clouds(false);
    OptimumInfo optimum = solve(design, 0.01);
    assertThat(optimum.attained()).isTrue();
    assertThat(optimum.gap()).isBetween(0.0, 1e-10);
    SoftmaxModel model = new SoftmaxModel(design, 0.01, Blas.best());
    double[] gradient = new double[model.dimension()];
    double descended = model.value(descend(model), gradient);
    for (double slope : gradient) {
      assertThat(slope).isCloseTo(0, within(1e-9));
    }
    assertThat(optimum.value()).isCloseTo(descended, within(1e-10));
  }

  @Test
  void theMinimumOfDigitsIsThatOfAnotherSolver() {
    // F* and tr(H⁻¹Σ) by SciPy's L-BFGS-B and NumPy.
    OptimumInfo optimum = solve(new Design(Datasets.load("digits").standardized()), 0.01);
    assertThat(optimum.value()).isCloseTo(0.271278689826104, within(1e-10));
    assertThat(optimum.gap()).isLessThan(1e-10);
    assertThat(optimum.samplingTrace()).isCloseTo(44.588071, within(1e-4));
  }

  @Test
  void theSamplingTraceIsThatOfTheRowsGradients() throws IOException {
    Design design = clouds(false);
    double l2 = 0.05;
    SoftmaxModel model = new SoftmaxModel(design, l2, Blas.best());
    int d = model.dimension();
    double[] w = descend(model);
    float[] weights = new float[d];
    for (int i = 0; i < d; i++) {
      weights[i] = (float) w[i];
    }
    // H by differences of the gradient, Σ from the rows' gradients one by one.
    double[][] hessian = new double[d][d];
    double[] ahead = new double[d];
    double[] behind = new double[d];
    for (int i = 0; i < d; i++) {
      double[] shifted = w.clone();
      shifted[i] += 1e-5;
      model.value(shifted, ahead);
      shifted[i] -= 2e-5;
      model.value(shifted, behind);
      for (int j = 0; j < d; j++) {
        hessian[i][j] = (ahead[j] - behind[j]) / 2e-5;
      }
    }
    double[][] covariance = new double[d][d];
    LogisticRegression task = new LogisticRegression(design, l2, 1, Blas.best());
    float[] row = new float[d];
    for (int n = 0; n < design.rows(); n++) {
      task.batchGradient(weights, new int[] {n}, 1, row);
      for (int i = 0; i < d; i++) {
        for (int j = 0; j < d; j++) {
          covariance[i][j] += (double) row[i] * row[j] / design.rows();
        }
      }
    }
    double expected =
        new LUDecomposition(MatrixUtils.createRealMatrix(hessian))
            .getSolver()
            .solve(MatrixUtils.createRealMatrix(covariance))
            .getTrace();
    assertThat(solve(design, l2).samplingTrace()).isCloseTo(expected, within(1e-5 * expected));
  }

  @Test
  void separableDataWithoutL2HaveInfimumZeroThatIsNotAttained() throws IOException {
    OptimumInfo optimum = solve(clouds(true), 0);
    assertThat(optimum.value()).isZero();
    assertThat(optimum.gap()).isZero();
    assertThat(optimum.attained()).isFalse();
    assertThat(optimum.samplingTrace()).isNull();
    assertThat(optimum.method()).startsWith("separable data");
  }

  @Test
  void inseparableDataWithoutL2HaveAMinimum() throws IOException {
    Design design = clouds(false);
    OptimumInfo optimum = solve(design, 0);
    OptimumInfo nearly = solve(design, 1e-9);
    assertThat(optimum.attained()).isTrue();
    assertThat(optimum.gap()).isLessThan(1e-10);
    assertThat(optimum.value()).isPositive().isCloseTo(nearly.value(), within(1e-6));
    assertThat(optimum.value()).isLessThan(nearly.value());
  }

  @Test
  void columnsThatSayNothingLeaveTheEntropyOfTheClasses() throws IOException {
    // A constant column beside the bias: the Hessian is singular twice over.
    OptimumInfo optimum = solve(design("7,a\n7,a\n7,a\n7,b\n"), 0);
    double entropy = -0.75 * Math.log(0.75) - 0.25 * Math.log(0.25);
    assertThat(optimum.value()).isCloseTo(entropy, within(1e-12));
    assertThat(optimum.attained()).isTrue();
  }

  @Test
  void aMinimumAtZeroIsFoundAtOnce() throws IOException {
    OptimumInfo optimum = solve(design("1,a\n1,b\n-1,a\n-1,b\n"), 0);
    assertThat(optimum.value()).isCloseTo(LN2, within(1e-15));
    assertThat(optimum.attained()).isTrue();
    assertThat(optimum.gap()).isZero();
  }

  @Test
  void anInfimumAtInfinityAboveZeroIsReachedAndSaid() throws IOException {
    // Separable but for two equal rows of different classes: the infimum is 2 ln 2 / N.
    OptimumInfo optimum = solve(design("-2,a\n-1,a\n-3,a\n0,a\n0,b\n1,b\n2,b\n5,b\n"), 0);
    assertThat(optimum.value()).isCloseTo(2 * LN2 / 8, within(1e-10));
    assertThat(optimum.attained()).isFalse();
    assertThat(optimum.gap()).isBetween(0.0, 1e-10);
    assertThat(optimum.value() - optimum.gap()).isLessThanOrEqualTo(2 * LN2 / 8);
    assertThat(optimum.method()).contains("infimum at infinity");
  }

  @Test
  void featuresOfWildlyDifferentScaleStillEnd() throws IOException {
    OptimumInfo optimum =
        solve(design("1e6,1e-6,a\n-1e6,2e-6,b\n3e6,1e-6,b\n2e6,3e-6,a\n1e6,1e-6,c\n"), 0.01);
    assertThat(optimum.gap()).isLessThan(1e-10);
    assertThat(optimum.value()).isBetween(0.0, Math.log(3));
  }

  @Test
  void dataTooLargeForAHessianAreRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("wide.svm"), "1 1500:1\n2 1:1\n");
    Design design = new Design(Datasets.load(file.toString()));
    assertThat(OptimumSolver.canSolve(design)).isFalse();
    assertThat(OptimumSolver.canSolve(clouds(false))).isTrue();
    assertThatThrownBy(() -> new OptimumSolver(design, 0, Blas.best()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 rows, 3002 weights");
  }
}
