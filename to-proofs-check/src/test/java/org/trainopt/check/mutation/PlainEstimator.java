package org.trainopt.check.mutation;

import java.util.Map;
import java.util.TreeMap;
import org.trainopt.api.Estimator;
import org.trainopt.api.InitialBias;
import org.trainopt.api.Order;
import org.trainopt.api.Training;

/**
 * {@code p = A w + b} and one training step of (A, b), as the definitions have them: arithmetic in
 * double, state rounded to float32 once a step. Slow and plain on purpose: what production gets
 * from a gain κ without a second product is here a second product.
 */
abstract sealed class PlainEstimator {
  final int d;
  final boolean coTrainFirst;
  final boolean biasFromFirst;
  final float[] b;
  private final boolean normalized;

  private PlainEstimator(int d, Order order, InitialBias initialBias, boolean normalized) {
    this.d = d;
    this.coTrainFirst = order == Order.CO_TRAIN_FIRST;
    this.biasFromFirst = initialBias == InitialBias.FIRST_GRADIENT;
    this.b = new float[d];
    this.normalized = normalized;
  }

  private PlainEstimator(int d, Training training) {
    this(d, training.order(), training.initialBias(), training.normalized());
  }

  /** The estimator of d weights; SGD has nothing to train and none. */
  static PlainEstimator of(Estimator estimator, int d) {
    if (estimator instanceof Estimator.Full full) {
      return new Full(d, full.training());
    }
    if (estimator instanceof Estimator.Diagonal diagonal) {
      return new Diagonal(d, diagonal.training());
    }
    if (estimator instanceof Estimator.RankOne rankOne) {
      return new RankOne(d, rankOne.training());
    }
    return new Momentum(d, (Estimator.Ema) estimator);
  }

  /** A's state by name; each but Full's is cut up over the tensors. */
  abstract Map<String, float[]> matrix();

  /** {@code p = A w + b}. */
  abstract void predict(double[] w, double[] p);

  /** {@code A ← A − α r xᵀ}, or what that is for A's factors; x is w, but for a mutation. */
  abstract void trainMatrix(double[] x, double[] r, double alpha);

  /** The largest gain κ at w. */
  abstract double gain(double[] w, double alpha, double beta);

  /** {@code b ← b − β r}. */
  final void trainBias(double[] r, double beta) {
    for (int i = 0; i < d; i++) {
      b[i] = (float) (b[i] - beta * r[i]);
    }
  }

  /** {@code b₀ = g₀}. */
  final void setBias(double[] g) {
    for (int i = 0; i < d; i++) {
      b[i] = (float) g[i];
    }
  }

  /** {@code α}, or where the step is normalised {@code ρ/(1 + squares)}. */
  final double step(double alpha, double squares) {
    return normalized ? alpha / (1 + squares) : alpha;
  }

  private static double dot(float[] x, double[] y) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += x[i] * y[i];
    }
    return sum;
  }

  private static double squares(double[] x) {
    double sum = 0;
    for (double value : x) {
      sum += value * value;
    }
    return sum;
  }

  private static final class Full extends PlainEstimator {
    private final float[] a;

    Full(int d, Training training) {
      super(d, training);
      a = new float[d * d];
    }

    @Override
    Map<String, float[]> matrix() {
      return Map.of("A", a);
    }

    @Override
    void predict(double[] w, double[] p) {
      for (int i = 0; i < d; i++) {
        p[i] = b[i];
        for (int j = 0; j < d; j++) {
          p[i] += a[i * d + j] * w[j];
        }
      }
    }

    @Override
    void trainMatrix(double[] x, double[] r, double alpha) {
      double step = step(alpha, squares(x));
      for (int i = 0; i < d; i++) {
        for (int j = 0; j < d; j++) {
          a[i * d + j] = (float) (a[i * d + j] - step * r[i] * x[j]);
        }
      }
    }

    @Override
    double gain(double[] w, double alpha, double beta) {
      double squares = squares(w);
      return step(alpha, squares) * squares + beta;
    }
  }

  private static final class Diagonal extends PlainEstimator {
    private final float[] a;

    Diagonal(int d, Training training) {
      super(d, training);
      a = new float[d];
    }

    @Override
    Map<String, float[]> matrix() {
      return Map.of("a", a);
    }

    @Override
    void predict(double[] w, double[] p) {
      for (int i = 0; i < d; i++) {
        p[i] = a[i] * w[i] + b[i];
      }
    }

    @Override
    void trainMatrix(double[] x, double[] r, double alpha) {
      for (int i = 0; i < d; i++) {
        a[i] = (float) (a[i] - step(alpha, x[i] * x[i]) * r[i] * x[i]);
      }
    }

    @Override
    double gain(double[] w, double alpha, double beta) {
      double largest = 0;
      for (double value : w) {
        largest = Math.max(largest, step(alpha, value * value) * value * value + beta);
      }
      return largest;
    }
  }

  private static final class RankOne extends PlainEstimator {
    private final float[] u;
    private final float[] v;

    RankOne(int d, Training training) {
      super(d, training);
      u = new float[d];
      v = new float[d];
    }

    @Override
    Map<String, float[]> matrix() {
      return new TreeMap<>(Map.of("u", u, "v", v));
    }

    @Override
    void predict(double[] w, double[] p) {
      double vw = dot(v, w);
      for (int i = 0; i < d; i++) {
        p[i] = u[i] * vw + b[i];
      }
    }

    @Override
    void trainMatrix(double[] x, double[] r, double alpha) {
      double vx = dot(v, x);
      double ur = dot(u, r);
      double stepU = step(alpha, vx * vx);
      double stepV = step(alpha, norm(u) * squares(x));
      for (int i = 0; i < d; i++) {
        u[i] = (float) (u[i] - stepU * vx * r[i]);
        v[i] = (float) (v[i] - stepV * ur * x[i]);
      }
    }

    @Override
    double gain(double[] w, double alpha, double beta) {
      double vw2 = dot(v, w) * dot(v, w);
      double u2w2 = norm(u) * squares(w);
      return step(alpha, vw2) * vw2 + step(alpha, u2w2) * u2w2 + beta;
    }

    private static double norm(float[] x) {
      double sum = 0;
      for (float value : x) {
        sum += (double) value * value;
      }
      return sum;
    }
  }

  private static final class Momentum extends PlainEstimator {
    Momentum(int d, Estimator.Ema ema) {
      super(d, ema.order(), ema.initialBias(), false);
    }

    @Override
    Map<String, float[]> matrix() {
      return Map.of();
    }

    @Override
    void predict(double[] w, double[] p) {
      for (int i = 0; i < d; i++) {
        p[i] = b[i];
      }
    }

    @Override
    void trainMatrix(double[] x, double[] r, double alpha) {}

    @Override
    double gain(double[] w, double alpha, double beta) {
      return beta;
    }
  }
}
