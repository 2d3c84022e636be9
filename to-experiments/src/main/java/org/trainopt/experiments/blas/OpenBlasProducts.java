package org.trainopt.experiments.blas;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas_nolapack;

/**
 * {@link BatchProducts} by {@code sgemm} on memory outside of the Java heap: JavaCPP copies arrays
 * on each call, both ways, which costs more than a small product itself.
 */
final class OpenBlasProducts implements BatchProducts {
  private static final int CACHE_LINE = 64;

  private final int width;
  private final int classes;
  private final FloatBuffer batch;
  private final FloatBuffer weights;
  private final FloatBuffer scores;
  private final FloatBuffer gradient;

  // The same memory, as the binding wants it.
  private final FloatPointer batchAddress;
  private final FloatPointer weightsAddress;
  private final FloatPointer scoresAddress;
  private final FloatPointer gradientAddress;

  OpenBlasProducts(int rows, int width, int classes) {
    this.width = width;
    this.classes = classes;
    batch = direct((long) rows * width);
    weights = direct((long) width * classes);
    scores = direct((long) rows * classes);
    gradient = direct((long) width * classes);
    batchAddress = new FloatPointer(batch);
    weightsAddress = new FloatPointer(weights);
    scoresAddress = new FloatPointer(scores);
    gradientAddress = new FloatPointer(gradient);
  }

  private static FloatBuffer direct(long floats) {
    // The slice is cut to whole lines at both ends.
    int bytes = Math.toIntExact(floats * Float.BYTES + 2 * CACHE_LINE);
    return ByteBuffer.allocateDirect(bytes)
        .alignedSlice(CACHE_LINE)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  @Override
  public void setRows(int at, int count, float[] from, int offset) {
    batch.put(at * width, from, offset, count * width);
  }

  @Override
  public void scores(float[] w, int count, float[] to) {
    weights.put(0, w, 0, width * classes);
    openblas_nolapack.cblas_sgemm(
        CblasRowMajor,
        CblasTrans,
        CblasTrans,
        classes,
        count,
        width,
        1f,
        weightsAddress,
        classes,
        batchAddress,
        width,
        0f,
        scoresAddress,
        count);
    scores.get(0, to, 0, classes * count);
  }

  @Override
  public void gradient(float[] errors, int count, float factor, float[] to) {
    scores.put(0, errors, 0, classes * count);
    openblas_nolapack.cblas_sgemm(
        CblasRowMajor,
        CblasTrans,
        CblasTrans,
        width,
        classes,
        count,
        factor,
        batchAddress,
        width,
        scoresAddress,
        count,
        0f,
        gradientAddress,
        classes);
    gradient.get(0, to, 0, width * classes);
  }
}
