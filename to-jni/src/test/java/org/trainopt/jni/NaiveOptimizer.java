package org.trainopt.jni;

import java.util.Arrays;
import org.trainopt.api.Estimator;
import org.trainopt.api.InitialBias;
import org.trainopt.api.OptimizerSpec;
import org.trainopt.api.Order;
import org.trainopt.api.Scaling;
import org.trainopt.api.Scope;
import org.trainopt.api.Training;

/**
 * The reference: a step written down from the equations, in double precision and without any
 * algebra. The estimator takes a gradient step on ½‖A w + b − g‖²; a co-trained direction is A⁺w +
 * b⁺, multiplied out.
 */
final class NaiveOptimizer {
  final double[] w;
  private final OptimizerSpec spec;
  private final Unit[] units;
  private final double[] s;
  private int step;
  private double emaProduct = 1;
  private double scaleProduct = 1;

  /**
   * @param w0 all tensors end to end
   * @param v0 Rank-One's start, likewise; empty for the others
   */
  NaiveOptimizer(OptimizerSpec spec, double[] w0, double[] v0, int... lengths) {
    this.spec = spec;
    w = w0.clone();
    s = new double[w.length];
    if (spec.scope() == Scope.WHOLE_VECTOR) {
      units = new Unit[] {new Unit(spec.estimator(), 0, w.length, v0)};
    } else {
      units = new Unit[lengths.length];
      int from = 0;
      for (int k = 0; k < lengths.length; k++) {
        units[k] = new Unit(spec.estimator(), from, from + lengths[k], v0);
        from += lengths[k];
      }
    }
  }

  /** One step. */
  void step(double[] gradients) {
    double[] g = gradients.clone();
    double squares = 0;
    for (int i = 0; i < g.length; i++) {
      g[i] = Math.max(-spec.clipValue(), Math.min(spec.clipValue(), g[i]));
      squares += g[i] * g[i];
    }
    double clip = Math.min(1, spec.clipNorm() / Math.sqrt(squares));
    for (int i = 0; i < g.length; i++) {
      g[i] = g[i] * (squares > 0 ? clip : 1) + spec.l2() * w[i];
    }
    double[] direction = new double[w.length];
    for (Unit unit : units) {
      unit.train(g, direction);
    }
    double eta = spec.learningRate().at(step);
    double[] scaled = scaled(g, direction);
    squares = 0;
    for (int i = 0; i < w.length; i++) {
      w[i] = w[i] - eta * spec.weightDecay() * w[i] - eta * scaled[i];
      squares += w[i] * w[i];
    }
    if (Math.sqrt(squares) > spec.radius()) {
      for (int i = 0; i < w.length; i++) {
        w[i] *= spec.radius() / Math.sqrt(squares);
      }
    }
    step++;
  }

  private double[] scaled(double[] g, double[] direction) {
    double[] scaled = new double[w.length];
    double correction = 1;
    if (spec.scaling() instanceof Scaling.Adam adam) {
      scaleProduct *= adam.beta2().at(step);
      correction = 1 - scaleProduct;
    }
    for (int i = 0; i < w.length; i++) {
      if (spec.scaling() instanceof Scaling.AdaGrad adagrad) {
        s[i] += g[i] * g[i];
        scaled[i] = direction[i] / (Math.sqrt(s[i]) + adagrad.epsilon());
      } else if (spec.scaling() instanceof Scaling.RmsProp rmsprop) {
        double rho = rmsprop.rho().at(step);
        s[i] = rho * s[i] + (1 - rho) * g[i] * g[i];
        scaled[i] = direction[i] / (Math.sqrt(s[i]) + rmsprop.epsilon());
      } else if (spec.scaling() instanceof Scaling.Adam adam) {
        double beta2 = adam.beta2().at(step);
        s[i] = beta2 * s[i] + (1 - beta2) * g[i] * g[i];
        scaled[i] = direction[i] / (Math.sqrt(s[i] / correction) + adam.epsilon());
      } else {
        scaled[i] = direction[i];
      }
    }
    return scaled;
  }

  /** One estimator on the elements [from, to). */
  private final class Unit {
    private final Estimator estimator;
    private final int from;
    private final int d;
    private final double[] b;
    private final double[] a;
    private final double[] u;
    private final double[] v;
    private final double[][] matrix;

    Unit(Estimator estimator, int from, int to, double[] v0) {
      this.estimator = estimator;
      this.from = from;
      d = to - from;
      b = new double[d];
      a = new double[d];
      u = new double[d];
      v = new double[d];
      boolean full = estimator instanceof Estimator.Full;
      matrix = new double[full ? d : 0][full ? d : 0];
      if (estimator instanceof Estimator.RankOne) {
        System.arraycopy(v0, from, v, 0, d);
      }
    }

    void train(double[] gradients, double[] directions) {
      double[] g = Arrays.copyOfRange(gradients, from, from + d);
      double[] x = Arrays.copyOfRange(w, from, from + d);
      double[] direction;
      if (estimator instanceof Estimator.Stochastic) {
        direction = g;
      } else if (estimator instanceof Estimator.Ema ema) {
        direction = ema(ema, g);
      } else {
        Training training = training();
        if (step == 0 && training.initialBias() == InitialBias.FIRST_GRADIENT) {
          System.arraycopy(g, 0, b, 0, d);
        }
        double[] before = predict(x);
        double[] r = new double[d];
        for (int i = 0; i < d; i++) {
          r[i] = before[i] - g[i];
        }
        descend(training, x, r);
        direction = training.order() == Order.PREDICT_FIRST ? before : predict(x);
      }
      System.arraycopy(direction, 0, directions, from, d);
    }

    private double[] ema(Estimator.Ema ema, double[] g) {
      double beta = ema.beta().at(step);
      if (step == 0 && ema.initialBias() == InitialBias.FIRST_GRADIENT) {
        System.arraycopy(g, 0, b, 0, d);
      }
      double[] old = b.clone();
      double before = emaProduct;
      emaProduct *= 1 - beta;
      for (int i = 0; i < d; i++) {
        b[i] = (1 - beta) * b[i] + beta * g[i];
      }
      boolean late = ema.order() == Order.PREDICT_FIRST;
      double[] direction = late ? old : b.clone();
      double weight = 1 - (late ? before : emaProduct);
      for (int i = 0; i < d; i++) {
        direction[i] = ema.biasCorrection() && weight > 0 ? direction[i] / weight : direction[i];
      }
      return direction;
    }

    private Training training() {
      return estimator instanceof Estimator.Diagonal diagonal
          ? diagonal.training()
          : estimator instanceof Estimator.RankOne rankOne
              ? rankOne.training()
              : ((Estimator.Full) estimator).training();
    }

    /** A w + b. */
    private double[] predict(double[] x) {
      double[] p = b.clone();
      double vw = dot(v, x);
      for (int i = 0; i < d; i++) {
        p[i] +=
            estimator instanceof Estimator.Full
                ? dot(matrix[i], x)
                : estimator instanceof Estimator.Diagonal ? a[i] * x[i] : u[i] * vw;
      }
      return p;
    }

    /** One gradient step on ½‖A w + b − g‖². */
    private void descend(Training training, double[] x, double[] r) {
      double alpha = training.alpha().at(step);
      double beta = training.beta().at(step);
      boolean normalized = training.normalized();
      double ww = dot(x, x);
      double vw = dot(v, x);
      double ur = dot(u, r);
      double uu = dot(u, u);
      for (int i = 0; i < d; i++) {
        if (estimator instanceof Estimator.Diagonal) {
          a[i] -= (normalized ? alpha / (1 + x[i] * x[i]) : alpha) * r[i] * x[i];
        } else if (estimator instanceof Estimator.RankOne) {
          u[i] -= (normalized ? alpha / (1 + vw * vw) : alpha) * vw * r[i];
          v[i] -= (normalized ? alpha / (1 + uu * ww) : alpha) * ur * x[i];
        } else {
          double step = (normalized ? alpha / (1 + ww) : alpha) * r[i];
          for (int j = 0; j < d; j++) {
            matrix[i][j] -= step * x[j];
          }
        }
        b[i] -= beta * r[i];
      }
    }

    private double dot(double[] x, double[] y) {
      double sum = 0;
      for (int i = 0; i < x.length; i++) {
        sum += x[i] * y[i];
      }
      return sum;
    }
  }
}
