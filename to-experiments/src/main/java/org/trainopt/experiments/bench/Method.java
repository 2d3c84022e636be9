package org.trainopt.experiments.bench;

import org.trainopt.api.Estimator;
import org.trainopt.api.InitialV;
import org.trainopt.api.OptimizerSpec;
import org.trainopt.api.Scaling;
import org.trainopt.api.Schedule;
import org.trainopt.api.Schedules;
import org.trainopt.api.Training;

/** The optimizers of ours that are timed, with the bytes a step moves per weight by design. */
enum Method {
  /** Reads w, g; writes w. */
  SGD("sgd", 12, 12),
  /** And reads and writes b. */
  MOMENTUM("momentum", 20, 16),
  /** Reads a, b, w, g; writes a, b, w. */
  DIAGONAL("diagonal", 28, 20),
  /** Reads u, w, g for its sums; then reads u, v, b, w, g; writes u, v, b, w. */
  RANK_ONE("rank-one", 48, 34),
  /** Reads m, s, w, g; writes m, s, w. The second moment s keeps 4 B in bf16 state. */
  ADAM("adam", 28, 24),
  ADAMW("adamw", 28, 24),
  /** Reads a, b, s, w, g; writes a, b, s, w. */
  DIAGONAL_ADAM("diagonal-adam", 36, 28);

  final String label;
  private final int bytes;
  private final int bytesInBfloat16;

  Method(String label, int bytes, int bytesInBfloat16) {
    this.label = label;
    this.bytes = bytes;
    this.bytesInBfloat16 = bytesInBfloat16;
  }

  /** Whether there is state to keep in bf16. */
  boolean hasState() {
    return this != SGD;
  }

  /**
   * Bytes read and written per weight.
   *
   * @param bfloat16 whether the estimator's state is in bf16
   * @param inspected whether gradients are looked at before anything is changed, which reads them
   *     once more; the first pass of rank-one looks at them on its way
   */
  int bytes(boolean bfloat16, boolean inspected) {
    return (bfloat16 ? bytesInBfloat16 : bytes) + (inspected && this != RANK_ONE ? 4 : 0);
  }

  /**
   * Its spec, for so many weights: α falls with their number, so that Rank-One's gain stays small
   * and nothing overflows.
   */
  OptimizerSpec spec(double weights) {
    Schedule alpha = Schedules.constant(1e-3 / weights);
    Schedule beta = Schedules.constant(0.1);
    OptimizerSpec spec =
        switch (this) {
          case SGD -> OptimizerSpec.of(Estimator.stochastic());
          case MOMENTUM -> OptimizerSpec.of(Estimator.ema(beta));
          case DIAGONAL -> OptimizerSpec.of(Estimator.diagonal(alpha, beta));
          // Normalised: on the same gradient for ever the plain step runs away.
          case RANK_ONE ->
              OptimizerSpec.of(
                  new Estimator.RankOne(
                      Training.of(alpha, beta).withNormalized(true), InitialV.RANDOM_SIGNS));
          case ADAM -> OptimizerSpec.adam(Schedules.constant(Tensors.LEARNING_RATE));
          case ADAMW ->
              OptimizerSpec.adam(Schedules.constant(Tensors.LEARNING_RATE)).withWeightDecay(0.01);
          case DIAGONAL_ADAM ->
              OptimizerSpec.of(Estimator.diagonal(alpha, beta)).withScaling(Scaling.adam());
        };
    return spec.withLearningRate(Tensors.LEARNING_RATE);
  }
}
