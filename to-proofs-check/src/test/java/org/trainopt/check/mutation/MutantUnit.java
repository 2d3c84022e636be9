package org.trainopt.check.mutation;

import java.util.Arrays;
import java.util.List;
import org.trainopt.api.Estimator;
import org.trainopt.api.Storage;
import org.trainopt.kernel.StepContext;
import org.trainopt.kernel.StepScalars;

/**
 * The tensors that an estimator takes as one vector, and their step. SGD and momentum have no A and
 * stay whole under every {@link Mutation}, so that no control on them catches one.
 */
final class MutantUnit {
  /** The tensors' places in the plan. */
  final int[] slots;

  /** None for SGD, which has nothing to train. */
  final List<PlainEstimator> estimator;

  final double[] w;
  final double[] g;

  /** Ĝ. */
  final double[] direction;

  private final Storage.Heap[] weights;
  private final int group;
  private final Mutation mutation;
  private final double[] r;
  private final double[] ones;
  private final double[] previous;
  private boolean hasPrevious;

  /**
   * @param slots the tensors' places in the plan
   * @param weights the tensors
   * @param group the tensors' group in the plan
   */
  MutantUnit(
      int[] slots, Storage.Heap[] weights, int group, Estimator settings, Mutation mutation) {
    this.slots = slots;
    this.weights = weights;
    this.group = group;
    int d = Arrays.stream(weights).mapToInt(Storage.Heap::size).sum();
    boolean trains = !(settings instanceof Estimator.Stochastic);
    this.estimator = trains ? List.of(PlainEstimator.of(settings, d)) : List.of();
    this.mutation = trains && !(settings instanceof Estimator.Ema) ? mutation : Mutation.NONE;
    this.w = new double[d];
    this.g = new double[d];
    this.direction = new double[d];
    this.r = new double[d];
    this.ones = new double[d];
    Arrays.fill(ones, 1);
    this.previous = new double[d];
  }

  /** Fetches w and g; returns the gain κ. */
  double prepare(StepContext in) {
    int at = 0;
    for (int k = 0; k < slots.length; k++) {
      Storage.Heap weight = weights[k];
      Storage.Heap gradient = (Storage.Heap) in.gradients[slots[k]];
      for (int i = 0; i < weight.size(); i++, at++) {
        w[at] = weight.array()[weight.offset() + i];
        g[at] = gradient.array()[gradient.offset() + i] + scalar(in, StepScalars.L2) * w[at];
      }
    }
    double largest = 0;
    for (PlainEstimator e : estimator) {
      largest = e.gain(w, scalar(in, StepScalars.ALPHA), scalar(in, StepScalars.BETA));
    }
    return largest;
  }

  /** Finds Ĝ, trains, and moves the weights. */
  void step(StepContext in) {
    System.arraycopy(g, 0, direction, 0, g.length);
    for (PlainEstimator e : estimator) {
      estimate(e, in);
    }
    double eta = scalar(in, StepScalars.LEARNING_RATE);
    double decay = scalar(in, StepScalars.DECAY_FACTOR);
    int at = 0;
    for (Storage.Heap weight : weights) {
      for (int i = 0; i < weight.size(); i++, at++) {
        weight.array()[weight.offset() + i] = (float) (w[at] * decay - eta * direction[at]);
      }
    }
  }

  private void estimate(PlainEstimator e, StepContext in) {
    if (in.firstStep && e.biasFromFirst) {
      e.setBias(g);
    }
    double alpha = scalar(in, StepScalars.ALPHA);
    double beta = scalar(in, StepScalars.BETA);
    double[] p = direction;
    e.predict(w, p);
    for (int i = 0; i < r.length; i++) {
      r[i] = mutation == Mutation.SIGN_OF_R ? g[i] - p[i] : p[i] - g[i];
    }
    boolean swapped = mutation == Mutation.SWAP_STEPS;
    e.trainMatrix(trainedAt(), r, swapped ? beta : alpha);
    e.trainBias(r, swapped ? alpha : beta);
    System.arraycopy(w, 0, previous, 0, w.length);
    hasPrevious = true;
    if (e.coTrainFirst) {
      e.predict(w, direction);
    }
    for (int i = 0; i < direction.length; i++) {
      direction[i] *= scalar(in, StepScalars.ESTIMATE_FACTOR);
    }
  }

  /** What stands for w in {@code A ← A − α r wᵀ}. */
  private double[] trainedAt() {
    return mutation == Mutation.DROP_W
        ? ones
        : mutation == Mutation.STALE_W && hasPrevious ? previous : w;
  }

  private double scalar(StepContext in, int which) {
    return in.scalars[group * StepScalars.COUNT + which];
  }
}
