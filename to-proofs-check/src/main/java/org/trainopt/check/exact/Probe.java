package org.trainopt.check.exact;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.trainopt.api.Optimizer;
import org.trainopt.api.OptimizerSpec;
import org.trainopt.api.OptimizerState;
import org.trainopt.api.Parameter;
import org.trainopt.api.Parameters;
import org.trainopt.check.claim.Lab;

/**
 * A production optimizer over d weights, looked at from outside: weights, state and Ĝ. The weights
 * are one tensor, or d tensors of one element.
 */
final class Probe implements AutoCloseable {
  private final float[][] weights;
  private final float[][] gradients;
  private final Optimizer optimizer;

  private Probe(OptimizerSpec spec, int tensors, int length, Lab lab) {
    weights = new float[tensors][length];
    gradients = new float[tensors][length];
    List<Parameter> parameters =
        IntStream.range(0, tensors)
            .mapToObj(i -> Parameter.of(String.format(Locale.ROOT, "w%04d", i), weights[i]))
            .toList();
    optimizer = spec.build(new Parameters(parameters), lab.execution());
    optimizer.onStep(report -> {}); // Ĝ is kept only for listeners
  }

  /** Over one tensor of d elements. */
  static Probe whole(OptimizerSpec spec, int d, Lab lab) {
    return new Probe(spec, 1, d, lab);
  }

  /** Over d tensors of one element each. */
  static Probe split(OptimizerSpec spec, int d, Lab lab) {
    return new Probe(spec, d, 1, lab);
  }

  void step(float[] g) {
    scatter(g, gradients);
    optimizer.step(gradients);
  }

  float[] weights() {
    return gather(List.of(weights));
  }

  void setWeights(float[] w) {
    scatter(w, weights);
  }

  /** Ĝ of the last step. */
  float[] estimate() {
    List<float[]> parts = new ArrayList<>();
    for (int i = 0; i < weights.length; i++) {
      float[] part = new float[weights[i].length];
      optimizer.readEstimate(i, part);
      parts.add(part);
    }
    return gather(parts);
  }

  /** The state; arrays of the same name are joined in the tensors' order. */
  State state() {
    Map<String, List<float[]>> parts = new TreeMap<>();
    // The names sort as the tensors do.
    optimizer
        .snapshot()
        .arrays()
        .forEach(
            (key, values) ->
                parts.computeIfAbsent(name(key), name -> new ArrayList<>()).add(values));
    Map<String, double[]> arrays = new TreeMap<>();
    parts.forEach((name, list) -> arrays.put(name, Vectors.exact(gather(list))));
    return new State(arrays);
  }

  /** Sets all arrays of the state; the numbers are rounded to float32. */
  void setState(State state) {
    OptimizerState now = optimizer.snapshot();
    Map<String, Integer> taken = new TreeMap<>();
    Map<String, float[]> arrays = now.arrays();
    arrays.forEach(
        (key, values) -> {
          double[] from = state.of(name(key));
          int at = taken.merge(name(key), values.length, Integer::sum) - values.length;
          for (int i = 0; i < values.length; i++) {
            values[i] = (float) from[at + i];
          }
        });
    optimizer.restore(new OptimizerState(now.step(), now.scope(), arrays, now.products()));
  }

  long stateBytes() {
    return optimizer.stateBytes();
  }

  @Override
  public void close() {
    optimizer.close();
  }

  private static String name(String key) {
    return key.substring(key.lastIndexOf('/') + 1);
  }

  private static void scatter(float[] from, float[][] to) {
    int at = 0;
    for (float[] part : to) {
      System.arraycopy(from, at, part, 0, part.length);
      at += part.length;
    }
  }

  private static float[] gather(List<float[]> parts) {
    float[] all = new float[parts.stream().mapToInt(part -> part.length).sum()];
    int at = 0;
    for (float[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }
}
