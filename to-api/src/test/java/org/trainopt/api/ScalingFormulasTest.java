package org.trainopt.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.trainopt.api.Schedules.constant;
import static org.trainopt.api.Schedules.cosine;

import org.junit.jupiter.api.Test;

/** The classical optimizers against their textbook formulas in double precision. */
class ScalingFormulasTest {
  private static final int D = 9;
  private static final int STEPS = 300;

  /** One coordinate's step of a textbook optimizer. */
  private interface Textbook {
    /** The weight after step t (from 0), of a weight w with gradient g at learning rate eta. */
    double step(int t, int i, double w, double g, double eta);
  }

  private static void assertAgree(OptimizerSpec spec, Textbook textbook) {
    Schedule eta = cosine(0.05, 2 * STEPS);
    float[] w = Catalog.gaussian(5, D);
    double[] expected = new double[D];
    for (int i = 0; i < D; i++) {
      expected[i] = w[i];
    }
    float[] g = new float[D];
    try (Optimizer optimizer =
        spec.withLearningRate(eta).build(Parameters.of(Parameter.of("w", w)))) {
      for (int t = 0; t < STEPS; t++) {
        float[] noise = Catalog.gaussian(t, D);
        for (int i = 0; i < D; i++) {
          g[i] = (float) (0.3 * (i + 1)) * (noise[i] + 0.1f);
          expected[i] = textbook.step(t, i, expected[i], g[i], eta.at(t));
        }
        optimizer.step(g);
      }
    }
    for (int i = 0; i < D; i++) {
      assertThat((double) w[i]).isEqualTo(expected[i], within(2e-5));
    }
  }

  /** Adam as deep-learning frameworks write it: step η/(1 − β₁ᵗ), root √s/√(1 − β₂ᵗ) + ε. */
  private static Textbook adam(double l2, double decay) {
    double[] m = new double[D];
    double[] v = new double[D];
    return (t, i, w, g, eta) -> {
      double gradient = g + l2 * w;
      double decayed = w - eta * decay * w;
      m[i] = 0.9 * m[i] + (1 - 0.9) * gradient;
      v[i] = 0.999 * v[i] + (1 - 0.999) * gradient * gradient;
      double step = eta / (1 - Math.pow(0.9, t + 1));
      double root = Math.sqrt(v[i]) / Math.sqrt(1 - Math.pow(0.999, t + 1)) + 1e-8;
      return decayed - step * m[i] / root;
    };
  }

  @Test
  void adam() {
    assertAgree(OptimizerSpec.adam(constant(1)), adam(0, 0));
  }

  @Test
  void adamWithL2() {
    assertAgree(OptimizerSpec.adam(constant(1)).withL2(0.1), adam(0.1, 0));
  }

  @Test
  void adamWithDecoupledDecay() {
    assertAgree(OptimizerSpec.adam(constant(1)).withWeightDecay(0.1), adam(0, 0.1));
  }

  @Test
  void rmsprop() {
    double[] s = new double[D];
    assertAgree(
        OptimizerSpec.of(Estimator.stochastic()).withScaling(Scaling.rmsprop()),
        (t, i, w, g, eta) -> {
          s[i] = 0.99 * s[i] + (1 - 0.99) * g * g;
          return w - eta * g / (Math.sqrt(s[i]) + 1e-8);
        });
  }

  @Test
  void adagrad() {
    double[] s = new double[D];
    assertAgree(
        OptimizerSpec.of(Estimator.stochastic()).withScaling(Scaling.adagrad()),
        (t, i, w, g, eta) -> {
          s[i] += g * g;
          return w - eta * g / (Math.sqrt(s[i]) + 1e-10);
        });
  }

  @Test
  void momentum() {
    double[] b = new double[D];
    assertAgree(
        OptimizerSpec.of(Estimator.ema(constant(0.1))),
        (t, i, w, g, eta) -> {
          b[i] = 0.9 * b[i] + 0.1 * g;
          return w - eta * b[i];
        });
  }

  @Test
  void biasCorrectionFollowsChangingSchedules() {
    Schedule beta = t -> t % 2 == 0 ? 0.5 : 0.1;
    Schedule beta2 = t -> t % 3 == 0 ? 0.9 : 0.99;
    double[] m = new double[D];
    double[] v = new double[D];
    double[] products = {1, 1};
    assertAgree(
        OptimizerSpec.of(Estimator.biasCorrectedEma(beta))
            .withScaling(new Scaling.Adam(beta2, 1e-6)),
        (t, i, w, g, eta) -> {
          if (i == 0) {
            products[0] *= 1 - beta.at(t);
            products[1] *= beta2.at(t);
          }
          m[i] += beta.at(t) * (g - m[i]);
          v[i] = beta2.at(t) * v[i] + (1 - beta2.at(t)) * g * g;
          double root = Math.sqrt(v[i] / (1 - products[1])) + 1e-6;
          return w - eta * m[i] / (1 - products[0]) / root;
        });
  }

  @Test
  void predictFirstUsesTheAverageBeforeTheGradientEnters() {
    double[] b = new double[D];
    double[] product = {1};
    assertAgree(
        OptimizerSpec.of(
            new Estimator.Ema(constant(0.2), true, Order.PREDICT_FIRST, InitialBias.ZERO)),
        (t, i, w, g, eta) -> {
          double direction = t == 0 ? 0 : b[i] / (1 - product[0]);
          b[i] = 0.8 * b[i] + 0.2 * g;
          if (i == D - 1) {
            product[0] *= 0.8;
          }
          return w - eta * direction;
        });
  }
}
