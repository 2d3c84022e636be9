package org.trainopt.check.exact;

import org.trainopt.api.Estimator;
import org.trainopt.api.InitialV;
import org.trainopt.api.Order;
import org.trainopt.api.Training;

/**
 * A trainable estimator with its formulas in double. The formulas say what a step must give; the
 * step itself is always the production optimizer's.
 */
public enum Trainable {
  /** Any matrix A. */
  FULL("Full-TO") {
    @Override
    public Estimator estimator(Training training) {
      return new Estimator.Full(training);
    }

    @Override
    double[] predict(State x, double[] w) {
      double[] matrix = x.of("A");
      double[] p = x.of("b").clone();
      for (int i = 0; i < p.length; i++) {
        for (int j = 0; j < w.length; j++) {
          p[i] += matrix[i * w.length + j] * w[j];
        }
      }
      return p;
    }

    @Override
    double[] corrected(State x, double[] w, double[] p, double[] r, double alpha, double beta) {
      double kappa = alpha * Vectors.squares(w) + beta;
      double[] estimate = p.clone();
      for (int i = 0; i < p.length; i++) {
        estimate[i] -= kappa * r[i];
      }
      return estimate;
    }

    @Override
    double normSquares(State x, double q) {
      return Vectors.squares(x.of("A")) / q + Vectors.squares(x.of("b"));
    }
  },

  /** {@code A = diag(a)}. */
  DIAGONAL("Diagonal-TO") {
    @Override
    public Estimator estimator(Training training) {
      return new Estimator.Diagonal(training);
    }

    @Override
    double[] predict(State x, double[] w) {
      double[] a = x.of("a");
      double[] p = x.of("b").clone();
      for (int i = 0; i < p.length; i++) {
        p[i] += a[i] * w[i];
      }
      return p;
    }

    @Override
    double[] corrected(State x, double[] w, double[] p, double[] r, double alpha, double beta) {
      double[] estimate = p.clone();
      for (int i = 0; i < p.length; i++) {
        estimate[i] -= (alpha * w[i] * w[i] + beta) * r[i];
      }
      return estimate;
    }

    @Override
    double normSquares(State x, double q) {
      return Vectors.squares(x.of("a")) / q + Vectors.squares(x.of("b"));
    }
  },

  /** {@code A = u vᵀ}. */
  RANK_ONE("Rank-One-TO") {
    @Override
    public Estimator estimator(Training training) {
      return new Estimator.RankOne(training, InitialV.RANDOM_SIGNS);
    }

    @Override
    double[] predict(State x, double[] w) {
      double s = Vectors.dot(x.of("v"), w);
      double[] u = x.of("u");
      double[] p = x.of("b").clone();
      for (int i = 0; i < p.length; i++) {
        p[i] += u[i] * s;
      }
      return p;
    }

    @Override
    double[] corrected(State x, double[] w, double[] p, double[] r, double alpha, double beta) {
      double[] u = x.of("u");
      double s = Vectors.dot(x.of("v"), w);
      double c = alpha * Vectors.dot(u, r) * Vectors.squares(w);
      double kappa = alpha * s * (s - c) + beta;
      double[] estimate = p.clone();
      for (int i = 0; i < p.length; i++) {
        estimate[i] -= kappa * r[i] + c * u[i];
      }
      return estimate;
    }

    @Override
    double normSquares(State x, double q) {
      double uv = Vectors.squares(x.of("u")) + Vectors.squares(x.of("v"));
      return uv / (2 * q) + Vectors.squares(x.of("b"));
    }
  };

  private final String text;

  Trainable(String text) {
    this.text = text;
  }

  /** The name that reports show, with the order where it is not the default. */
  public String text(Order order) {
    return text + (order == Order.PREDICT_FIRST ? ", predict first" : "");
  }

  /** The production estimator. */
  public abstract Estimator estimator(Training training);

  /** {@code p = A w + b}. */
  abstract double[] predict(State x, double[] w);

  /** {@code A⁺w + b⁺}, from p and the residual {@code r = p − g}. */
  abstract double[] corrected(
      State x, double[] w, double[] p, double[] r, double alpha, double beta);

  /**
   * The squared norm in which the estimator stays bounded for {@code α = qβ}: {@code ‖A‖²/q +
   * ‖b‖²}, for Rank-One {@code (½‖u‖² + ½‖v‖²)/q + ‖b‖²}.
   */
  abstract double normSquares(State x, double q);

  /** {@code A w + b}, as a formula. */
  public double[] predicted(State x, double[] w, double[] g, double alpha, double beta) {
    return predict(x, w);
  }

  /**
   * What the trained estimator says at the same weights: {@code A⁺w + b⁺ = p − κ r}. Full: {@code κ
   * = α ‖w‖² + β}; Diagonal, per coordinate: {@code κ = α w_i² + β}; Rank-One, whose A changes by
   * two factors at once: {@code p − κ r − c u} with {@code s = vᵀw}, {@code c = α (uᵀr) ‖w‖²},
   * {@code κ = α s (s − c) + β}.
   */
  public double[] trained(State x, double[] w, double[] g, double alpha, double beta) {
    double[] p = predict(x, w);
    double[] r = p.clone();
    for (int i = 0; i < r.length; i++) {
      r[i] -= g[i];
    }
    return corrected(x, w, p, r, alpha, beta);
  }

  /**
   * The scale of rounding errors in A⁺w + b⁺ and in every number on the way to it: the same formula
   * with every term made positive, plus |g|.
   */
  double[] magnitude(State x, double[] w, double[] g, double alpha, double beta) {
    double[] negative = Vectors.negative(Vectors.absolute(g));
    double[] size = trained(x.absolute(), Vectors.absolute(w), negative, -alpha, -beta);
    for (int i = 0; i < size.length; i++) {
      size[i] -= negative[i];
    }
    return size;
  }
}
