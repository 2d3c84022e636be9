package org.trainopt.experiments.task;

import java.util.Arrays;
import org.hipparchus.exception.MathIllegalArgumentException;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.CholeskyDecomposition;
import org.trainopt.experiments.blas.Blas;
import org.trainopt.experiments.study.StudyResult.OptimumInfo;

/**
 * The infimum F* of {@link LogisticRegression}'s objective, by Newton's method in double precision
 * with an explicit Hessian and backtracking. With λ = 0 the Hessian is singular (adding one vector
 * to all classes changes nothing) and is damped.
 */
public final class OptimumSolver {
  private static final int MOST_ITERATIONS = 200;

  /** Half the squared Newton decrement, an estimate of F − F*, below which the iteration ends. */
  private static final double TOLERANCE = 1e-13;

  /** A loss below this on λ = 0 can be driven to 0: the data are separable. */
  private static final double SEPARABLE = 1e-11;

  /**
   * A Newton step still this long at the end runs away to infinity: the infimum is not attained.
   */
  private static final double RUNAWAY = 1e-2;

  private final SoftmaxModel model;
  private final double l2;
  private final int d;

  public OptimumSolver(Design design, double l2, Blas blas) {
    this.model = new SoftmaxModel(design, l2, blas);
    this.l2 = l2;
    this.d = model.dimension();
  }

  /** Solves from w = 0. */
  public OptimumInfo solve() {
    double[] w = new double[d];
    double[] gradient = new double[d];
    double value = model.value(w, gradient);
    for (int iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
      CholeskyDecomposition cholesky = factor(model.hessian());
      double[] step = cholesky.getSolver().solve(new ArrayRealVector(gradient, false)).toArray();
      double decrement = dot(gradient, step);
      if (decrement / 2 < TOLERANCE) {
        return finished(w, gradient, value, decrement, norm(step), cholesky);
      }
      double size = 1;
      double[] next = new double[d];
      double nextValue = Double.NaN;
      double[] nextGradient = new double[d];
      while (!(nextValue <= value - 1e-4 * size * decrement)) {
        if (size < 1e-10) { // no progress is left in double precision
          return finished(w, gradient, model.value(w, gradient), decrement, norm(step), cholesky);
        }
        for (int i = 0; i < d; i++) {
          next[i] = w[i] - size * step[i];
        }
        nextValue = model.value(next, nextGradient);
        size /= 2;
      }
      w = next;
      gradient = nextGradient;
      value = nextValue;
      if (l2 == 0 && value < SEPARABLE) {
        return new OptimumInfo(
            0, false, value, null, "separable data: the infimum is 0; Newton reached " + value);
      }
    }
    throw new IllegalStateException(
        "Newton's method did not converge in " + MOST_ITERATIONS + " iterations");
  }

  private OptimumInfo finished(
      double[] w,
      double[] gradient,
      double value,
      double decrement,
      double stepNorm,
      CholeskyDecomposition cholesky) {
    double squares = dot(gradient, gradient);
    if (l2 > 0) {
      // Strong convexity: F − F* ≤ ‖∇F‖²/(2λ).
      double trace = model.noiseTrace(w, cholesky.getSolver().getInverse().getData());
      return new OptimumInfo(value, true, squares / (2 * l2), trace, "Newton, gap ≤ ‖∇F‖²/(2λ)");
    }
    boolean attained = stepNorm < RUNAWAY;
    return new OptimumInfo(
        value,
        attained,
        Math.abs(decrement),
        null,
        attained
            ? "Newton, gap ≈ squared Newton decrement"
            : "Newton; the infimum is not attained, gap ≈ squared Newton decrement");
  }

  /** Damped just enough to be positive definite. */
  private CholeskyDecomposition factor(double[] hessian) {
    double largest = 0;
    for (int i = 0; i < d; i++) {
      largest = Math.max(largest, hessian[i * d + i]);
    }
    double damping = l2 > 0 ? 0 : 1e-11 * largest;
    while (true) {
      double[][] rows = new double[d][];
      for (int i = 0; i < d; i++) {
        rows[i] = Arrays.copyOfRange(hessian, i * d, (i + 1) * d);
        rows[i][i] += damping;
      }
      try {
        return new CholeskyDecomposition(new Array2DRowRealMatrix(rows, false), 1e-8, 0);
      } catch (MathIllegalArgumentException e) {
        damping = Math.max(100 * damping, 1e-14 * largest);
      }
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static double norm(double[] a) {
    return Math.sqrt(dot(a, a));
  }
}
