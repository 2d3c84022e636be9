package org.trainopt.experiments.task;

import java.util.Arrays;
import java.util.Locale;
import org.hipparchus.exception.MathIllegalArgumentException;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.CholeskyDecomposition;
import org.jspecify.annotations.Nullable;
import org.trainopt.experiments.blas.Blas;
import org.trainopt.experiments.study.StudyResult.OptimumInfo;

/**
 * The infimum F* of {@link LogisticRegression}'s objective by damped Newton steps in double
 * precision with an explicit Hessian (Boyd and Vandenberghe, <i>Convex Optimization</i>, §9.5).
 * What the result's gap means depends on the case:
 *
 * <ul>
 *   <li>λ &gt; 0: F is λ-strongly convex, so F(w) − F* ≤ ‖∇F(w)‖²/(2λ). A proof.
 *   <li>λ = 0 and F(w) &lt; ln 2 / N: every row's loss is below ln 2, so every row is on its own
 *       class's side and scaling w up drives F to 0. The infimum is 0, exactly, and not attained.
 *   <li>else, R = 10 max(1, ‖w‖): since F is convex, no weights within R of w are lower than F(w)
 *       by more than R ‖∇F(w)‖. A proof within that ball only, which covers any w that is attained
 *       or that an optimizer reaches; where the infimum lies at infinity (some classes are
 *       separable, others not) F falls geometrically along the way there, and so does this gap.
 * </ul>
 *
 * With λ = 0 the Hessian is singular: adding one vector to the weights of all classes changes
 * nothing, nor do columns that are constant or combinations of others. It is damped as little as
 * rounding allows; the gradient has no part along these directions, so they stay as they are.
 */
public final class OptimumSolver {
  /** The gap at which the iteration ends. */
  private static final double TARGET = 1e-10;

  private static final int MOST_ITERATIONS = 200;

  /** Armijo's share of the decrease that the tangent promises. */
  private static final double SUFFICIENT = 1e-4;

  /** Relative differences of F below this may be rounding, of a sum over all rows. */
  private static final double ROUNDING = 1e-14;

  /** Damping, as a share of the Hessian's largest diagonal entry. */
  private static final double LEAST_DAMPING = 1e-14;

  private static final double RADIUS = 10;

  /**
   * A last Newton step that still moves a difference of two logits by this much is on its way to
   * infinity: there a step moves those of the separable rows by about 1, and at a minimum by 0.
   */
  private static final double RUNAWAY = 0.1;

  private static final int MOST_WEIGHTS = 3000;
  private static final double MOST_PRODUCTS = 1e11;

  private final SoftmaxModel model;
  private final double l2;
  private final int rows;
  private final int d;

  /**
   * @param design the data
   * @param l2 λ, ≥ 0
   * @param blas for the products
   * @throws IllegalArgumentException if {@link #canSolve} says no
   */
  public OptimumSolver(Design design, double l2, Blas blas) {
    if (!canSolve(design)) {
      throw new IllegalArgumentException(
          "too large for an explicit Hessian: "
              + design.rows()
              + " rows, "
              + (long) design.width() * design.classes()
              + " weights");
    }
    this.model = new SoftmaxModel(design, l2, blas);
    this.l2 = l2;
    this.rows = design.rows();
    this.d = model.dimension();
  }

  /**
   * Whether the Hessian fits: at most 3,000 weights d, and N d² ≤ 10¹¹ products for each Hessian
   * (some ten seconds).
   */
  public static boolean canSolve(Design design) {
    long weights = (long) design.width() * design.classes();
    return weights <= MOST_WEIGHTS && (double) weights * weights * design.rows() <= MOST_PRODUCTS;
  }

  /**
   * Solves from w = 0. Where double precision ends before the gap is small the result stands with
   * the gap that was reached.
   */
  public OptimumInfo solve() {
    double[] w = new double[d];
    double[] gradient = new double[d];
    double[] next = new double[d];
    double[] nextGradient = new double[d];
    double value = model.value(w, gradient);
    double shift = 0;
    int iteration = 0;
    boolean stalled = false;
    while (gap(w, gradient) > TARGET && iteration < MOST_ITERATIONS && !stalled) {
      if (l2 == 0 && value < Math.log(2) / rows) {
        return new OptimumInfo(
            0, false, 0, null, "separable data: the infimum is 0 (" + steps(iteration) + ")");
      }
      CholeskyDecomposition cholesky = factor(model.hessian());
      if (cholesky == null) {
        break;
      }
      double[] step = cholesky.getSolver().solve(new ArrayRealVector(gradient, false)).toArray();
      double decrement = dot(gradient, step);
      double nextValue = Double.NaN;
      double size = 2;
      do {
        size /= 2;
        for (int i = 0; i < d; i++) {
          next[i] = w[i] - size * step[i];
        }
        nextValue = model.value(next, nextGradient);
      } while (size > ROUNDING && !isLower(nextValue, value, size * decrement));
      // At the end F itself no longer tells: then the gradient must still shrink.
      stalled =
          !(nextValue < value * (1 - ROUNDING))
              && !(dot(nextGradient, nextGradient) < dot(gradient, gradient));
      if (!stalled) {
        shift = model.largestShift(step);
        double[] swap = w;
        w = next;
        next = swap;
        swap = gradient;
        gradient = nextGradient;
        nextGradient = swap;
        value = nextValue;
        iteration++;
      }
    }
    return finished(w, gradient, shift, iteration);
  }

  private static boolean isLower(double next, double value, double promised) {
    return next <= value - SUFFICIENT * promised + ROUNDING * value;
  }

  private OptimumInfo finished(double[] w, double[] gradient, double shift, int iterations) {
    double value = model.value(w, gradient);
    double gap = gap(w, gradient);
    String how = steps(iterations);
    if (l2 > 0) {
      CholeskyDecomposition cholesky = factor(model.hessian());
      Double trace =
          cholesky == null
              ? null
              : model.noiseTrace(w, cholesky.getSolver().getInverse().getData());
      return new OptimumInfo(value, true, gap, trace, how + ", gap ≤ ‖∇F‖²/(2λ)");
    }
    boolean attained = shift < RUNAWAY;
    String ball =
        String.format(Locale.ROOT, "gap proven within %.3g of the last weights", radius(w));
    return new OptimumInfo(
        value, attained, gap, null, how + (attained ? ", " : ", infimum at infinity, ") + ball);
  }

  private static String steps(int iterations) {
    return "Newton, " + iterations + (iterations == 1 ? " step" : " steps");
  }

  private double gap(double[] w, double[] gradient) {
    double squares = dot(gradient, gradient);
    return l2 > 0 ? squares / (2 * l2) : radius(w) * Math.sqrt(squares);
  }

  private static double radius(double[] w) {
    return RADIUS * Math.max(1, Math.sqrt(dot(w, w)));
  }

  /** Damped just enough to be positive definite; null if nothing is left of the Hessian. */
  private @Nullable CholeskyDecomposition factor(double[] hessian) {
    double largest = 0;
    for (int i = 0; i < d; i++) {
      largest = Math.max(largest, hessian[i * d + i]);
    }
    double damping = l2 > 0 ? 0 : LEAST_DAMPING * largest;
    while (damping < largest) {
      double[][] matrix = new double[d][];
      for (int i = 0; i < d; i++) {
        matrix[i] = Arrays.copyOfRange(hessian, i * d, (i + 1) * d);
        matrix[i][i] += damping;
      }
      try {
        // In exact arithmetic no pivot is below the damping; one far below is rounding.
        return new CholeskyDecomposition(
            new Array2DRowRealMatrix(matrix, false), 0, (damping + l2) / 10);
      } catch (MathIllegalArgumentException e) {
        damping = Math.max(10 * damping, LEAST_DAMPING * largest);
      }
    }
    return null;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
