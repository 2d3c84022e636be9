package org.trainopt.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.trainopt.api.Schedules.constant;

import org.junit.jupiter.api.Test;

/** Each phase of a step by hand, with numbers that float32 holds exactly. */
class StepPipelineTest {
  private static final OptimizerSpec SGD =
      OptimizerSpec.of(Estimator.stochastic()).withLearningRate(0.5);

  private static float[] step(OptimizerSpec spec, float[] weights, float... gradient) {
    float[] w = weights.clone();
    float[] g = gradient.clone();
    try (Optimizer optimizer = spec.build(Parameters.of(Parameter.of("w", w)))) {
      optimizer.step(g);
    }
    assertThat(g).as("gradients are never written").containsExactly(gradient);
    return w;
  }

  /** One step of two tensors of one element each. */
  private static float[] step2(OptimizerSpec spec, float w1, float w2, float g1, float g2) {
    float[] x = {w1};
    float[] y = {w2};
    try (Optimizer optimizer =
        spec.build(Parameters.of(Parameter.of("x", x), Parameter.of("y", y)))) {
      optimizer.step(new float[] {g1}, new float[] {g2});
    }
    return new float[] {x[0], y[0]};
  }

  private static float[] of(float... values) {
    return values;
  }

  @Test
  void l2AddsToTheGradient() {
    // g = 1 + 0.25·2 = 1.5
    assertThat(step(SGD.withL2(0.25), of(2), 1)).containsExactly(2 - 0.5f * 1.5f);
  }

  @Test
  void l2ReachesTheEstimatorAndTheScaling() {
    OptimizerSpec spec =
        SGD.withL2(0.25)
            .withEstimator(Estimator.ema(constant(0.5)))
            .withScaling(new Scaling.AdaGrad(0.5));
    // g = 1.5, b = 0.75, s = 2.25
    assertThat(step(spec, of(2), 1)).containsExactly(2 - 0.5f * (0.75f / (1.5f + 0.5f)));
  }

  @Test
  void decoupledDecayScalesTheWeightsAndNothingElse() {
    OptimizerSpec spec = SGD.withWeightDecay(0.25).withScaling(new Scaling.AdaGrad(1));
    // w·(1 − 0.5·0.25) − 0.5·(3/(3 + 1))
    assertThat(step(spec, of(2), 3)).containsExactly(1.75f - 0.375f);
    assertThat(step(SGD.withWeightDecay(0.25), of(8), 0)).containsExactly(7);
  }

  @Test
  void epsilonIsAddedToTheCorrectedRoot() {
    OptimizerSpec spec = SGD.withScaling(new Scaling.Adam(constant(0.75), 1));
    // s = 0.25·36 = 9, corrected by 1/(1 − 0.75) to 36: the step is 6/(6 + 1)
    assertThat(step(spec, of(2), 6)).containsExactly(2 - 0.5f * (6f / 7));
  }

  @Test
  void clippingByValueIsTwoSidedAndPerElement() {
    assertThat(step(SGD.withClipValue(0.5), of(0, 0, 0, 0), 3, -3, 0.25f, -0.5f))
        .containsExactly(-0.25f, 0.25f, -0.125f, 0.25f);
  }

  @Test
  void clippingByNormScalesAllTensorsTogether() {
    // ‖(3, 4)‖ = 5, scaled to 2.5
    assertThat(step2(SGD.withClipNorm(2.5), 0, 0, 3, 4)).containsExactly(-0.75f, -1);
  }

  @Test
  void gradientsWithinTheNormStayAsTheyAre() {
    assertThat(step2(SGD.withClipNorm(5), 0, 0, 3, 4)).containsExactly(-1.5f, -2);
    assertThat(step2(SGD.withClipNorm(6), 0, 0, 3, 4)).containsExactly(-1.5f, -2);
  }

  @Test
  void clippingByValueComesBeforeClippingByNorm() {
    // (3, 9) → (3, 4) → (1.5, 2)
    OptimizerSpec spec = SGD.withClipValue(4).withClipNorm(2.5);
    assertThat(step2(spec, 0, 0, 3, 9)).containsExactly(-0.75f, -1);
  }

  @Test
  void clippingComesBeforeL2() {
    // g = 3 → 1, then + 0.5·4; the norm is that of the gradient without L2
    assertThat(step(SGD.withClipValue(1).withL2(0.5), of(4), 3)).containsExactly(2.5f);
    assertThat(step(SGD.withClipNorm(1).withL2(0.5), of(4), 4)).containsExactly(2.5f);
  }

  @Test
  void clippingDoesNotHideAnInfinity() {
    assertThatExceptionOfType(NonFiniteGradientException.class)
        .isThrownBy(() -> step(SGD.withClipValue(1), of(0), Float.POSITIVE_INFINITY));
  }

  @Test
  void projectionScalesAllTensorsOntoTheBall() {
    // (7, 9) − 0.5·(2, 2) = (6, 8), norm 10 → 5
    assertThat(step2(SGD.withRadius(5), 7, 9, 2, 2)).containsExactly(3, 4);
  }

  @Test
  void weightsInsideTheBallStayAsTheyAre() {
    assertThat(step2(SGD.withRadius(10), 7, 9, 2, 2)).containsExactly(6, 8);
    assertThat(step2(SGD.withRadius(11), 7, 9, 2, 2)).containsExactly(6, 8);
  }

  @Test
  void normsRunOverBlocksAndTensors() {
    float[] x = new float[1500];
    float[] y = new float[1096];
    float[] gx = new float[1500];
    float[] gy = new float[1096];
    gx[0] = 2;
    gx[1499] = 4;
    gy[1095] = 4; // norm 6
    try (Optimizer optimizer =
        SGD.withClipNorm(3).build(Parameters.of(Parameter.of("x", x), Parameter.of("y", y)))) {
      optimizer.step(gx, gy);
    }
    assertThat(x[0]).isEqualTo(-0.5f);
    assertThat(x[1499]).isEqualTo(-1);
    assertThat(y[1095]).isEqualTo(-1);
  }

  @Test
  void firstGradientBiasIsTheClippedGradientWithL2() {
    OptimizerSpec spec =
        SGD.withClipValue(1)
            .withL2(0.5)
            .withEstimator(
                new Estimator.Ema(
                    constant(0.5), false, Order.CO_TRAIN_FIRST, InitialBias.FIRST_GRADIENT));
    float[] w = {4};
    try (Optimizer optimizer = spec.build(Parameters.of(Parameter.of("w", w)))) {
      optimizer.step(of(3));
      assertThat(optimizer.snapshot().arrays().get("w/b")).containsExactly(3);
      assertThat(w).containsExactly(2.5f);
      optimizer.step(of(0)); // g = 1.25, b = 2.125: the start is not repeated
      assertThat(optimizer.snapshot().arrays().get("w/b")).containsExactly(2.125f);
    }
  }
}
