package org.trainopt.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.trainopt.api.Schedules.constant;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.pytorch.RMSprop;
import org.bytedeco.pytorch.RMSpropOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.trainopt.api.Estimator;
import org.trainopt.api.OptimizerSpec;
import org.trainopt.api.Scaling;
import org.trainopt.api.Scope;
import org.trainopt.kernel.Execution;

/** A parameter without a gradient stands still, and so does its state. */
class MissingGradientsTest {
  private static final int[] SIZES = {3, 40, 300};

  static Stream<OptimizerSpec> specs() {
    Estimator.Full full = (Estimator.Full) Estimator.full(constant(1e-4), constant(0.1));
    OptimizerSpec base =
        OptimizerSpec.of(Estimator.ema(constant(0.1))).withWeightDecay(0.1).withL2(0.1);
    return Stream.of(
        base,
        base.withClipNorm(1).withScaling(Scaling.adagrad()),
        base.withEstimator(Estimator.biasCorrectedEma(constant(0.1))).withScaling(Scaling.adam()),
        base.withEstimator(Estimator.diagonal(constant(0.01), constant(0.1))),
        base.withEstimator(Estimator.rankOne(constant(0.01), constant(0.1)))
            .withScope(Scope.PER_TENSOR),
        base.withEstimator(full).withScope(Scope.PER_TENSOR),
        base.withEstimator(new Estimator.Auto(full, 64, Estimator.ema(constant(0.1))))
            .withScope(Scope.PER_TENSOR));
  }

  @ParameterizedTest
  @MethodSource("specs")
  void theOthersStepAsIfItWereNotThere(OptimizerSpec spec) {
    Map<String, Tensor> all = Tensors.leaves(SIZES);
    Map<String, Tensor> without = new LinkedHashMap<>(Tensors.leaves(SIZES));
    without.remove("w2"); // the last, since Rank-One's v₀ depends on a parameter's place
    for (Execution execution : TestDevice.executions()) {
      try (TorchOptimizer ours = TorchOptimizer.of(spec, all, execution);
          TorchOptimizer reference = TorchOptimizer.of(spec, without, execution)) {
        float[] still = Tensors.read(all.get("w2"));
        Map<String, float[]> state = ours.state("w2");
        for (int t = 0; t < 5; t++) {
          ours.zeroGrad();
          for (String name : without.keySet()) {
            float[] g = Tensors.gaussian(t * 100L + name.charAt(1), (int) all.get(name).numel());
            Tensors.setGradient(all.get(name), g);
            Tensors.setGradient(without.get(name), g);
          }
          ours.step();
          reference.step();
        }
        assertThat(Tensors.read(all.get("w2"))).containsExactly(still);
        ours.state("w2").forEach((n, a) -> assertThat(a).as(n).containsExactly(state.get(n)));
        without.forEach(
            (name, tensor) ->
                assertThat(Tensors.read(all.get(name)))
                    .as(name)
                    .containsExactly(Tensors.read(tensor)));
        assertThat(ours.optimizer().steps()).isEqualTo(5);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("specs")
  void weightsAndStateAreUntouchedInTheMiddleOfARun(OptimizerSpec spec) {
    Map<String, Tensor> leaves = Tensors.leaves(SIZES);
    try (TorchOptimizer optimizer = TorchOptimizer.of(spec, leaves)) {
      for (int t = 0; t < 3; t++) {
        Tensors.setGradients(leaves, t);
        optimizer.step();
      }
      float[] still = Tensors.read(leaves.get("w2"));
      float[] moving = Tensors.read(leaves.get("w1"));
      Map<String, float[]> state = optimizer.state("w2");
      leaves.get("w2").mutable_grad().reset();
      optimizer.step();
      assertThat(Tensors.read(leaves.get("w2"))).containsExactly(still);
      assertThat(Tensors.read(leaves.get("w1"))).isNotEqualTo(moving);
      Map<String, float[]> after = optimizer.state("w2");
      assertThat(after.keySet()).isEqualTo(state.keySet());
      state.forEach((name, array) -> assertThat(after.get(name)).containsExactly(array));
      Tensors.setGradients(leaves, 7);
      optimizer.step();
      assertThat(Tensors.read(leaves.get("w2"))).isNotEqualTo(still);
    }
  }

  @Test
  void libTorchDoesTheSame() {
    Map<String, Tensor> ours = Tensors.leaves(SIZES);
    Map<String, Tensor> theirs = Tensors.leaves(SIZES);
    OptimizerSpec spec =
        OptimizerSpec.of(Estimator.stochastic())
            .withScaling(Scaling.rmsprop())
            .withLearningRate(0.01);
    try (TorchOptimizer optimizer = TorchOptimizer.of(spec, ours)) {
      RMSprop rival =
          new RMSprop(
              new TensorVector(theirs.values().toArray(Tensor[]::new)), new RMSpropOptions(0.01));
      for (int t = 0; t < 20; t++) {
        Tensors.setGradients(ours, t);
        Tensors.setGradients(theirs, t);
        if (t % 3 == 1) {
          ours.get("w1").mutable_grad().reset();
          theirs.get("w1").mutable_grad().reset();
        }
        optimizer.step();
        rival.step().close();
      }
    }
    float[] w = Tensors.read(ours.get("w1"));
    float[] v = Tensors.read(theirs.get("w1"));
    for (int i = 0; i < w.length; i++) {
      assertThat(w[i]).isCloseTo(v[i], within(1e-5f));
    }
  }

  @Test
  void whereTensorsAreOneVectorItIsRefused() {
    Map<String, Tensor> leaves = Tensors.leaves(SIZES);
    OptimizerSpec spec = OptimizerSpec.of(Estimator.rankOne(constant(0.01), constant(0.1)));
    try (TorchOptimizer optimizer = TorchOptimizer.of(spec, leaves)) {
      Tensors.setGradients(leaves, 0);
      leaves.get("w1").mutable_grad().reset();
      assertThatThrownBy(optimizer::step)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "parameter \"w1\" cannot be left out of a step: Rank-One-TO takes the 3 tensors of"
                  + " parameter group \"default\" as one vector; use Scope.PER_TENSOR, or give each"
                  + " of them a gradient");
      assertThat(Tensors.read(leaves.get("w0"))).containsExactly(Tensors.gaussian(0, SIZES[0]));
      assertThat(optimizer.optimizer().steps()).isZero();
    }
  }

  @Test
  void noGradientAtAllIsAForgottenBackward() {
    try (TorchOptimizer optimizer =
        TorchOptimizer.of(OptimizerSpec.adam(constant(0.1)), Tensors.leaves(SIZES))) {
      assertThatThrownBy(optimizer::step)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "no parameter has a gradient at step 0; call backward() on a loss before step()");
    }
  }
}
