package org.trainopt.check.problem;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.hipparchus.linear.RealMatrix;

/**
 * {@code F(w) = (1/N) Σ f_n(w) + λ/2 ‖w‖²} with f_n convex. Stochastic gradients average {@value
 * #BATCH} examples drawn with replacement; their variance at w* is not zero, or rates would be
 * faster than claimed. w* is found by Newton's method in double.
 */
public abstract sealed class FiniteSum implements StronglyConvex permits Logistic, Softmax {
  /** Examples in a stochastic gradient. */
  public static final int BATCH = 2;

  private final String name;
  private final int dimension;
  private final int examples;
  private final double lambda;
  private double[] optimum = new double[0];
  private double strongConvexity;
  private Tuning tuning = new Tuning(1, 1, 1, 1);

  FiniteSum(String name, int dimension, int examples, double lambda) {
    this.name = name;
    this.dimension = dimension;
    this.examples = examples;
    this.lambda = lambda;
  }

  /**
   * Finds w* and sets the step sizes: a = 2/μ, c = 2, and cA such that A's part of the gain is 2 at
   * w*. To be called at the end of a constructor.
   */
  final void solve(double gamma) {
    optimum = Newton.minimize(this);
    strongConvexity = eigenvalues(hessian(optimum))[0];
    double squares = 0;
    for (double x : optimum) {
      squares += x * x;
    }
    tuning = new Tuning(2 / strongConvexity, 2 / squares, 2, gamma);
  }

  private static double[] eigenvalues(RealMatrix symmetric) {
    double[] values = new EigenDecompositionSymmetric(symmetric).getEigenvalues();
    Arrays.sort(values);
    return values;
  }

  /** Adds {@code scale · ∇f_n(w)}. */
  abstract void addGradient(double[] w, int n, double scale, double[] gradient);

  /** ∇²F(w). */
  abstract RealMatrix hessian(double[] w);

  /** A symmetric matrix plus λI, from its lower triangle. */
  final RealMatrix regularized(double[][] lower) {
    for (int i = 0; i < dimension; i++) {
      lower[i][i] += lambda;
      for (int j = 0; j < i; j++) {
        lower[j][i] = lower[i][j];
      }
    }
    return new Array2DRowRealMatrix(lower, false);
  }

  /** A bound of ‖∇f_n(w)‖ over all examples and all w. */
  abstract double exampleGradientBound();

  final int examples() {
    return examples;
  }

  final double lambda() {
    return lambda;
  }

  /**
   * D_G: a bound of the norm of every stochastic gradient with ‖w‖ ≤ radius, from the data.
   *
   * @param radius D, a bound of ‖w‖
   */
  public final double gradientBound(double radius) {
    return exampleGradientBound() + lambda * radius;
  }

  final void gradient(double[] w, double[] gradient) {
    for (int i = 0; i < dimension; i++) {
      gradient[i] = lambda * w[i];
    }
    for (int n = 0; n < examples; n++) {
      addGradient(w, n, 1.0 / examples, gradient);
    }
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final int dimension() {
    return dimension;
  }

  @Override
  public final double[] optimum() {
    return optimum.clone();
  }

  @Override
  public final double strongConvexity() {
    return strongConvexity;
  }

  @Override
  public final Tuning tuning() {
    return tuning;
  }

  @Override
  public final void start(RandomGenerator random, float[] w) {
    for (int i = 0; i < dimension; i++) {
      w[i] = (float) (optimum[i] + 0.3 * random.nextGaussian());
    }
  }

  @Override
  public final void fullGradient(float[] w, double[] gradient) {
    gradient(widened(w, new double[dimension]), gradient);
  }

  @Override
  public final Oracle oracle(RandomGenerator random) {
    double[] at = new double[dimension];
    double[] sum = new double[dimension];
    return (w, g) -> {
      widened(w, at);
      for (int i = 0; i < dimension; i++) {
        sum[i] = lambda * at[i];
      }
      for (int k = 0; k < BATCH; k++) {
        addGradient(at, random.nextInt(examples), 1.0 / BATCH, sum);
      }
      for (int i = 0; i < dimension; i++) {
        g[i] = (float) sum[i];
      }
    };
  }

  private static double[] widened(float[] w, double[] to) {
    for (int i = 0; i < to.length; i++) {
      to[i] = w[i];
    }
    return to;
  }
}
