package org.trainopt.experiments.blas;

import java.util.Arrays;

/**
 * {@link BatchProducts} in plain Java. The batch is held row by row and feature by feature, each an
 * array of its own, because the JIT compiler vectorises {@code to[j] += a * from[j]} over whole
 * arrays, but not over parts of one array that begin anywhere.
 */
final class JavaProducts implements BatchProducts {
  private final int width;
  private final int classes;
  private final float[][] rows;
  private final float[][] features;
  private final float[] classScores;
  private final float[] classGradient;

  JavaProducts(int rows, int width, int classes) {
    this.width = width;
    this.classes = classes;
    this.rows = new float[rows][width];
    this.features = new float[width][rows];
    this.classScores = new float[rows];
    this.classGradient = new float[width];
  }

  @Override
  public void setRows(int at, int count, float[] from, int offset) {
    for (int i = 0; i < count; i++) {
      System.arraycopy(from, offset + i * width, rows[at + i], 0, width);
    }
    for (int j = 0; j < width; j++) {
      float[] feature = features[j];
      for (int i = 0; i < count; i++) {
        feature[at + i] = from[offset + i * width + j];
      }
    }
  }

  @Override
  public void scores(float[] weights, int count, float[] scores) {
    for (int k = 0; k < classes; k++) {
      Arrays.fill(classScores, 0, count, 0f);
      addAll(features, width, weights, k, classes, classScores, count);
      System.arraycopy(classScores, 0, scores, k * count, count);
    }
  }

  @Override
  public void gradient(float[] errors, int count, float factor, float[] gradient) {
    for (int k = 0; k < classes; k++) {
      Arrays.fill(classGradient, 0f);
      addAll(rows, count, errors, k * count, 1, classGradient, width);
      for (int j = 0; j < width; j++) {
        gradient[j * classes + k] = factor * classGradient[j];
      }
    }
  }

  /** {@code to ← to + Σ factors[at + l · stride] · from[l]} over the first {@code count} arrays. */
  private static void addAll(
      float[][] from, int count, float[] factors, int at, int stride, float[] to, int length) {
    int l = 0;
    for (; l + 4 <= count; l += 4) {
      int first = at + l * stride;
      addFour(
          factors[first],
          from[l],
          factors[first + stride],
          from[l + 1],
          factors[first + 2 * stride],
          from[l + 2],
          factors[first + 3 * stride],
          from[l + 3],
          to,
          length);
    }
    for (; l < count; l++) {
      float factor = factors[at + l * stride];
      float[] row = from[l];
      for (int j = 0; j < length; j++) {
        to[j] = Math.fma(factor, row[j], to[j]);
      }
    }
  }

  private static void addFour(
      float a,
      float[] x,
      float b,
      float[] y,
      float c,
      float[] z,
      float d,
      float[] u,
      float[] to,
      int length) {
    for (int j = 0; j < length; j++) {
      float sum = Math.fma(a, x[j], to[j]);
      sum = Math.fma(b, y[j], sum);
      sum = Math.fma(c, z[j], sum);
      to[j] = Math.fma(d, u[j], sum);
    }
  }
}
