package org.trainopt.check.problem;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * {@code F(w) = ½ (w − w*)ᵀ H (w − w*)} with Gaussian noise of variance 1 added to every coordinate
 * of the gradient. H has the given spectrum in a rotated basis (a Householder reflection, so that H
 * is dense but costs O(d)), and ‖w*‖ = 1.
 */
public final class Quadratic implements StronglyConvex {
  /** Variance of each coordinate of w₀ − w*, in any basis. */
  public static final double START_VARIANCE = 0.2;

  private final String name;
  private final double[] spectrum;
  private final double[] reflection;
  private final double[] optimum;
  private final Tuning tuning;

  /**
   * @param name its name
   * @param spectrum the eigenvalues of H, ascending, > 0
   * @param tuning the step sizes
   */
  public Quadratic(String name, double[] spectrum, Tuning tuning) {
    this.name = name;
    this.spectrum = spectrum.clone();
    this.tuning = tuning;
    SplittableRandom random = new SplittableRandom(7);
    reflection = unit(random, spectrum.length);
    optimum = unit(random, spectrum.length);
  }

  private static double[] unit(RandomGenerator random, int d) {
    double[] x = new double[d];
    double squares = 0;
    for (int i = 0; i < d; i++) {
      x[i] = random.nextGaussian();
      squares += x[i] * x[i];
    }
    for (int i = 0; i < d; i++) {
      x[i] /= Math.sqrt(squares);
    }
    return x;
  }

  /** The eigenvalues of H, ascending. */
  public double[] spectrum() {
    return spectrum.clone();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String description() {
    return "quadratic, d = "
        + spectrum.length
        + ", eigenvalues "
        + spectrum[0]
        + " to "
        + spectrum[spectrum.length - 1]
        + ", additive noise";
  }

  @Override
  public int dimension() {
    return spectrum.length;
  }

  @Override
  public double[] optimum() {
    return optimum.clone();
  }

  @Override
  public double strongConvexity() {
    return spectrum[0];
  }

  @Override
  public Tuning tuning() {
    return tuning;
  }

  @Override
  public void start(RandomGenerator random, float[] w) {
    for (int i = 0; i < w.length; i++) {
      w[i] = (float) (optimum[i] + Math.sqrt(START_VARIANCE) * random.nextGaussian());
    }
  }

  @Override
  public Oracle oracle(RandomGenerator random) {
    double[] exact = new double[spectrum.length];
    return (w, g) -> {
      fullGradient(w, exact);
      for (int i = 0; i < g.length; i++) {
        g[i] = (float) (exact[i] + random.nextGaussian());
      }
    };
  }

  @Override
  public void fullGradient(float[] w, double[] gradient) {
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] = w[i] - optimum[i];
    }
    reflect(gradient);
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] *= spectrum[i];
    }
    reflect(gradient);
  }

  /** {@code x ← (I − 2 v vᵀ) x}. */
  private void reflect(double[] x) {
    double product = 0;
    for (int i = 0; i < x.length; i++) {
      product += reflection[i] * x[i];
    }
    for (int i = 0; i < x.length; i++) {
      x[i] -= 2 * product * reflection[i];
    }
  }
}
