package org.trainopt.jni;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.trainopt.api.Optimizer;
import org.trainopt.api.OptimizerSpec;
import org.trainopt.api.OptimizerState;
import org.trainopt.api.Parameter;
import org.trainopt.api.Parameters;
import org.trainopt.api.Storage;
import org.trainopt.kernel.Execution;

/**
 * One optimizer on tensors of given lengths, with start weights and gradients that depend on the
 * step alone: windows of one array of numbers in [−1, 1), so that they cost nothing to make.
 */
final class Trial implements AutoCloseable {
  /** On a simulated device, which is slow, there are fewer steps and smaller tensors. */
  static final boolean SMALL = Boolean.getBoolean("trainopt.test.small");

  static final int STEPS = SMALL ? 8 : 50;

  private static final int LONGEST = 100_003;
  private static final int SHIFT = 37;
  private static final int OFFSETS = 2_000;
  private static final float[] NOISE = noise();

  final float[][] weights;
  final Optimizer optimizer;
  private final Storage[] gradients;

  Trial(OptimizerSpec spec, Execution execution, int... lengths) {
    this(spec, execution, start(lengths));
  }

  Trial(OptimizerSpec spec, Execution execution, float[][] weights) {
    this.weights = weights;
    gradients = new Storage[weights.length];
    List<Parameter> parameters = new ArrayList<>();
    for (int k = 0; k < weights.length; k++) {
      parameters.add(Parameter.of("w" + k, weights[k]));
    }
    optimizer = spec.build(new Parameters(parameters), execution);
  }

  private static float[] noise() {
    SplittableRandom random = new SplittableRandom(1);
    float[] noise = new float[LONGEST + (STEPS + 1) * SHIFT + OFFSETS];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (float) (2 * random.nextDouble() - 1);
    }
    return noise;
  }

  static float[][] start(int... lengths) {
    float[][] start = new float[lengths.length][];
    for (int k = 0; k < lengths.length; k++) {
      int from = 101 * k % OFFSETS;
      start[k] = Arrays.copyOfRange(NOISE, from, from + lengths[k]);
    }
    return start;
  }

  /** The gradient of a tensor at a step, as an offset into {@link #NOISE}. */
  static Storage gradient(long step, int tensor, int length) {
    return new Storage.Heap(NOISE, (int) ((step + 1) * SHIFT + 577L * tensor % OFFSETS), length);
  }

  /** Steps on. */
  Trial run(int steps) {
    for (int i = 0; i < steps; i++) {
      for (int k = 0; k < weights.length; k++) {
        gradients[k] = gradient(optimizer.steps(), k, weights[k].length);
      }
      optimizer.step(gradients);
    }
    return this;
  }

  /** A copy of weights and state. */
  Result result() {
    float[][] copy = new float[weights.length][];
    Arrays.setAll(copy, k -> weights[k].clone());
    return new Result(copy, optimizer.snapshot());
  }

  /** {@link #STEPS} steps from the start. */
  static Result of(OptimizerSpec spec, Execution execution, int... lengths) {
    try (Trial trial = new Trial(spec, execution, lengths)) {
      return trial.run(STEPS).result();
    }
  }

  @Override
  public void close() {
    optimizer.close();
  }

  /** What a trial ends with; equal if all bits are. */
  record Result(float[][] weights, OptimizerState state) {
    /** The first difference, in words; empty if there is none. */
    String difference(Result other) {
      for (int k = 0; k < weights.length; k++) {
        int at = Arrays.mismatch(weights[k], other.weights[k]);
        if (at >= 0) {
          return "weight "
              + at
              + " of tensor "
              + k
              + ": "
              + weights[k][at]
              + " and "
              + other.weights[k][at];
        }
      }
      return state.equals(other.state) ? "" : "the states differ";
    }
  }
}
