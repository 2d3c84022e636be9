package org.trainopt.check.exact;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.trainopt.api.OptimizerSpec;
import org.trainopt.api.Schedules;
import org.trainopt.api.Scope;
import org.trainopt.api.Training;

class ProbeTest {
  private static final Training TRAINING =
      Training.of(Schedules.constant(0.125), Schedules.constant(0.5));
  private static final OptimizerSpec FULL =
      OptimizerSpec.of(Trainable.FULL.estimator(TRAINING))
          .withLearningRate(1)
          .withScope(Scope.PER_TENSOR);

  @Test
  void joinsTensorsInTheirOrder() {
    int d = 12; // where "w10" would sort before "w2"
    float[] g = new float[d];
    for (int i = 0; i < d; i++) {
      g[i] = i;
    }
    try (Probe probe = Probe.split(FULL, d, new JavaLab(1))) {
      probe.step(g);
      for (int i = 0; i < d; i++) {
        assertThat(probe.state().of("b")[i]).isEqualTo(0.5 * i);
        assertThat(probe.estimate()[i]).isEqualTo(0.5f * i);
        assertThat(probe.weights()[i]).isEqualTo(-0.5f * i);
      }
    }
  }

  @Test
  void aStateGoesIntoAnotherProbe() {
    try (Probe one = Probe.split(FULL, 3, new JavaLab(1));
        Probe other = Probe.split(FULL, 3, new JavaLab(1))) {
      one.setWeights(new float[] {1, 2, -2});
      one.step(new float[] {4, 5, 6});
      other.setState(one.state());
      assertThat(other.state().of("A"))
          .containsExactly(one.state().of("A"))
          .containsExactly(0.5, 1.25, -1.5);
      assertThat(other.state().of("b")).containsExactly(2, 2.5, 3);
    }
  }
}
