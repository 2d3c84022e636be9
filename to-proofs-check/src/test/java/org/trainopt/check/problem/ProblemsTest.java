package org.trainopt.check.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProblemsTest {
  static List<Problem> all() {
    return Problems.all();
  }

  static List<StronglyConvex> stronglyConvex() {
    return Problems.stronglyConvex();
  }

  @ParameterizedTest
  @MethodSource("all")
  void stochasticGradientsAverageToTheFullOne(Problem problem) {
    int d = problem.dimension();
    float[] w = new float[d];
    problem.start(new SplittableRandom(3), w);
    double[] exact = new double[d];
    problem.fullGradient(w, exact);
    Problem.Oracle oracle = problem.oracle(new SplittableRandom(4));
    int draws = 40_000;
    double[] sum = new double[d];
    double[] squares = new double[d];
    float[] g = new float[d];
    for (int n = 0; n < draws; n++) {
      oracle.gradient(w, g);
      for (int i = 0; i < d; i++) {
        sum[i] += g[i];
        squares[i] += (double) g[i] * g[i];
      }
    }
    for (int i = 0; i < d; i++) {
      double mean = sum[i] / draws;
      double error = Math.sqrt(Math.max(0, squares[i] / draws - mean * mean) / draws);
      assertThat(mean).isCloseTo(exact[i], within(4.5 * error + 1e-6));
    }
  }

  @ParameterizedTest
  @MethodSource("stronglyConvex")
  void theMinimumIsFoundToTheToleranceAndHasNoise(StronglyConvex problem) {
    double[] optimum = problem.optimum();
    if (problem instanceof FiniteSum sum) {
      double[] gradient = new double[optimum.length];
      sum.gradient(optimum, gradient);
      assertThat(norm(gradient)).isLessThanOrEqualTo(1e-12);
    }
    float[] w = new float[optimum.length];
    for (int i = 0; i < w.length; i++) {
      w[i] = (float) optimum[i];
    }
    float[] g = new float[w.length];
    problem.oracle(new SplittableRandom(5)).gradient(w, g);
    double squares = 0;
    for (float x : g) {
      squares += x * x;
    }
    assertThat(squares).isGreaterThan(1e-3);
  }

  @ParameterizedTest
  @MethodSource("stronglyConvex")
  void theHessianIsAtLeastTheStrongConvexityAtTheMinimum(StronglyConvex problem) {
    double[] optimum = problem.optimum();
    SplittableRandom random = new SplittableRandom(6);
    double least = Double.POSITIVE_INFINITY;
    for (int trial = 0; trial < 50; trial++) {
      float[] w = new float[optimum.length];
      double[] step = new double[w.length];
      for (int i = 0; i < w.length; i++) {
        step[i] = 0.02 * random.nextGaussian();
        w[i] = (float) (optimum[i] + step[i]);
        step[i] = w[i] - optimum[i];
      }
      double[] gradient = new double[w.length];
      problem.fullGradient(w, gradient);
      double product = 0;
      for (int i = 0; i < w.length; i++) {
        product += step[i] * gradient[i];
      }
      least = Math.min(least, product / (norm(step) * norm(step)));
    }
    assertThat(least).isGreaterThan(0.97 * problem.strongConvexity());
  }

  @Test
  void aQuadraticHasTheSpectrumItWasGiven() {
    double[] gradient = new double[5];
    double[] optimum = Problems.Q1.optimum();
    double trace = 0;
    for (int i = 0; i < 5; i++) {
      float[] w = new float[5];
      for (int j = 0; j < 5; j++) {
        w[j] = (float) (optimum[j] + (i == j ? 1 : 0));
      }
      Problems.Q1.fullGradient(w, gradient);
      trace += gradient[i];
      assertThat(norm(gradient)).isBetween(1 - 1e-6, 4 + 1e-6);
    }
    assertThat(trace)
        .isCloseTo(1 + Math.sqrt(Math.sqrt(4)) + 2 + 2 * Math.sqrt(2) + 4, within(1e-5));
    assertThat(norm(optimum)).isCloseTo(1, within(1e-12));
  }

  @Test
  void gradientDescentOnTheCalibrationFollowsTheLaw() {
    float[] w = new float[1];
    double[] gradient = new double[1];
    Problems.Z3.start(new SplittableRandom(1), w);
    for (long t = 0; t < 1L << 18; t++) {
      Problems.Z3.fullGradient(w, gradient);
      if (t == 1L << 9 || t == (1L << 18) - 1) {
        assertThat(4 * Math.log((double) t) * gradient[0] * gradient[0]).isCloseTo(1, within(0.02));
      }
      w[0] -= (float) (Problems.Z3.tuning().learningRate().at(t) * gradient[0]);
    }
  }

  @Test
  void theGradientBoundHoldsForEveryBatch() {
    double radius = 3;
    for (FiniteSum problem : List.of(Problems.R1, Problems.R2)) {
      SplittableRandom random = new SplittableRandom(8);
      Problem.Oracle oracle = problem.oracle(random);
      float[] w = new float[problem.dimension()];
      float[] g = new float[w.length];
      double largest = 0;
      for (int trial = 0; trial < 2000; trial++) {
        double[] direction = random.doubles(w.length, -1, 1).toArray();
        for (int i = 0; i < w.length; i++) {
          w[i] = (float) (radius * direction[i] / norm(direction));
        }
        oracle.gradient(w, g);
        double squares = 0;
        for (float x : g) {
          squares += x * x;
        }
        largest = Math.max(largest, Math.sqrt(squares));
      }
      assertThat(largest)
          .isBetween(0.2 * problem.gradientBound(radius), problem.gradientBound(radius));
    }
  }

  @Test
  void anUnknownNameIsRefusedWithTheKnownOnes() {
    assertThatThrownBy(() -> Problems.named("Q9"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there is no problem \"Q9\"; there are Q1, Q2, R1, R2, Z1, Z2, Z3");
  }

  private static double norm(double[] x) {
    double squares = 0;
    for (double value : x) {
      squares += value * value;
    }
    return Math.sqrt(squares);
  }
}
