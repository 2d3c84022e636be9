package org.trainopt.check.exact;

import java.util.function.LongUnaryOperator;
import org.trainopt.api.OptimizerSpec;
import org.trainopt.api.Schedules;
import org.trainopt.api.Training;
import org.trainopt.check.claim.Lab;

/** The state that a production optimizer holds. */
public final class StateSizes {
  private static final int[] DIMENSIONS = {1, 2, 5, 33, 130};

  private StateSizes() {}

  /**
   * The bytes by which the optimizer's own account and its arrays differ from what they should be,
   * in sum over d = 1, 2, 5, 33, 130.
   *
   * @param floats what the state should be, in floats of 4 bytes, for d weights
   */
  public static double difference(Lab lab, Trainable variant, LongUnaryOperator floats) {
    Training training = Training.of(Schedules.constant(0.1), Schedules.constant(0.1));
    OptimizerSpec spec = OptimizerSpec.of(variant.estimator(training));
    long difference = 0;
    for (int d : DIMENSIONS) {
      try (Probe probe = Probe.whole(spec, d, lab)) {
        long expected = Float.BYTES * floats.applyAsLong(d);
        long arrays =
            Float.BYTES
                * probe.state().arrays().values().stream().mapToLong(array -> array.length).sum();
        difference += Math.abs(probe.stateBytes() - expected) + Math.abs(arrays - expected);
      }
    }
    return difference;
  }
}
