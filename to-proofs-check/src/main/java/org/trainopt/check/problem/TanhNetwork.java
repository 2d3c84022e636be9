package org.trainopt.check.problem;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Least squares with a network of one hidden tanh layer and weight decay: {@code F = (1/N) Σ ½
 * (f(x) − y)² + λ/2 ‖w‖²}, {@code f(x) = Σ_j v_j tanh(u_jᵀx + c_j) + e}. Weights in the order u₁ c₁
 * v₁ … u_H c_H v_H e. Stochastic gradients average two examples drawn with replacement.
 */
public final class TanhNetwork implements NonConvex {
  private static final int INPUTS = 2;
  private static final int UNIT = INPUTS + 2;
  private static final int BATCH = 2;
  private static final double LAMBDA = 0.01;

  private final String name;
  private final int hidden;
  private final double[][] x;
  private final double[] y;
  private final Tuning tuning;

  /**
   * Draws the data: x standard normal, y = sin(2 x₁) + x₁x₂/2 + noise.
   *
   * @param examples N
   * @param hidden H
   * @param tuning the step sizes
   */
  public TanhNetwork(String name, int examples, int hidden, Tuning tuning) {
    this.name = name;
    this.hidden = hidden;
    this.tuning = tuning;
    SplittableRandom random = new SplittableRandom(17);
    x = new double[examples][INPUTS];
    y = new double[examples];
    for (int n = 0; n < examples; n++) {
      for (int i = 0; i < INPUTS; i++) {
        x[n][i] = random.nextGaussian();
      }
      y[n] = Math.sin(2 * x[n][0]) + x[n][0] * x[n][1] / 2 + 0.3 * random.nextGaussian();
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String description() {
    return "network with "
        + hidden
        + " tanh units, d = "
        + dimension()
        + ", N = "
        + x.length
        + ", weight decay "
        + LAMBDA
        + ", batches of "
        + BATCH;
  }

  @Override
  public int dimension() {
    return hidden * UNIT + 1;
  }

  @Override
  public Tuning tuning() {
    return tuning;
  }

  @Override
  public void start(RandomGenerator random, float[] w) {
    for (int i = 0; i < w.length; i++) {
      w[i] = (float) random.nextGaussian();
    }
  }

  @Override
  public Oracle oracle(RandomGenerator random) {
    double[] sum = new double[dimension()];
    double[] activations = new double[hidden];
    return (w, g) -> {
      begin(w, sum);
      for (int k = 0; k < BATCH; k++) {
        addExample(w, random.nextInt(x.length), 1.0 / BATCH, activations, sum);
      }
      for (int i = 0; i < g.length; i++) {
        g[i] = (float) sum[i];
      }
    };
  }

  @Override
  public void fullGradient(float[] w, double[] gradient) {
    begin(w, gradient);
    double[] activations = new double[hidden];
    for (int n = 0; n < x.length; n++) {
      addExample(w, n, 1.0 / x.length, activations, gradient);
    }
  }

  private static void begin(float[] w, double[] gradient) {
    Arrays.setAll(gradient, i -> LAMBDA * w[i]);
  }

  private void addExample(float[] w, int n, double scale, double[] activations, double[] gradient) {
    double[] input = x[n];
    double output = w[w.length - 1];
    for (int j = 0; j < hidden; j++) {
      int at = j * UNIT;
      activations[j] = Math.tanh(w[at] * input[0] + w[at + 1] * input[1] + w[at + 2]);
      output += w[at + 3] * activations[j];
    }
    double error = scale * (output - y[n]);
    gradient[w.length - 1] += error;
    for (int j = 0; j < hidden; j++) {
      int at = j * UNIT;
      double inner = error * w[at + 3] * (1 - activations[j] * activations[j]);
      gradient[at] += inner * input[0];
      gradient[at + 1] += inner * input[1];
      gradient[at + 2] += inner;
      gradient[at + 3] += error * activations[j];
    }
  }
}
