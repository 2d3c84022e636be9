package org.trainopt.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.trainopt.api.Schedules.constant;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adagrad;
import org.bytedeco.pytorch.AdagradOptions;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.AdamW;
import org.bytedeco.pytorch.AdamWOptions;
import org.bytedeco.pytorch.Optimizer;
import org.bytedeco.pytorch.RMSprop;
import org.bytedeco.pytorch.RMSpropOptions;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.trainopt.api.Estimator;
import org.trainopt.api.OptimizerSpec;
import org.trainopt.api.Scaling;

/**
 * The same gradients, given to LibTorch's own optimizers and to ours, lead to the same weights: 100
 * steps at learning rate 0.01 agree to 1e-5, where the weights have moved by about 1.
 */
class LibTorchOptimizersTest {
  private static final int STEPS = 100;
  private static final double RATE = 0.01;
  private static final double TOLERANCE = 1e-5;

  record Pair(String name, OptimizerSpec ours, Function<TensorVector, Optimizer> theirs) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Pair> pairs() {
    OptimizerSpec sgd = OptimizerSpec.of(Estimator.stochastic()).withLearningRate(RATE);
    return Stream.of(
        new Pair("SGD", sgd, list -> new SGD(list, new SGDOptions(RATE))),
        new Pair(
            "SGD with weight decay in the gradient",
            sgd.withL2(0.1),
            list -> {
              SGDOptions options = new SGDOptions(RATE);
              options.weight_decay().put(0.1);
              return new SGD(list, options);
            }),
        // buf ← 0.9 buf + g is the moving average divided by β = 0.1: a tenth of the rate.
        new Pair(
            "SGD with momentum",
            OptimizerSpec.of(Estimator.ema(constant(0.1))).withLearningRate(RATE),
            list -> {
              SGDOptions options = new SGDOptions(RATE / 10);
              options.momentum().put(0.9);
              return new SGD(list, options);
            }),
        new Pair(
            "AdamW",
            OptimizerSpec.adam(constant(RATE)).withWeightDecay(0.1),
            list -> {
              AdamWOptions options = new AdamWOptions(RATE);
              options.betas().put(0, 0.999).put(1, 0.9); // reversed in this binding
              options.weight_decay().put(0.1);
              return new AdamW(list, options);
            }),
        new Pair(
            "RMSprop",
            sgd.withScaling(Scaling.rmsprop()),
            list -> new RMSprop(list, new RMSpropOptions(RATE))),
        new Pair(
            "Adagrad",
            sgd.withScaling(Scaling.adagrad()),
            list -> new Adagrad(list, new AdagradOptions(RATE))));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void agree(Pair pair) {
    Map<String, Tensor> ours = Tensors.leaves(1, 7, 1025);
    Map<String, Tensor> theirs = Tensors.leaves(1, 7, 1025);
    List<float[]> before = ours.values().stream().map(Tensors::read).toList();
    try (PointerScope scope = new PointerScope();
        TorchOptimizer optimizer = TorchOptimizer.of(pair.ours(), ours)) {
      assertThat(scope).isNotNull();
      Optimizer rival =
          pair.theirs().apply(new TensorVector(theirs.values().toArray(Tensor[]::new)));
      for (int t = 0; t < STEPS; t++) {
        Tensors.setGradients(ours, t);
        Tensors.setGradients(theirs, t);
        optimizer.step();
        rival.step().close();
      }
    }
    List<Tensor> expected = new ArrayList<>(theirs.values());
    int k = 0;
    for (Tensor tensor : ours.values()) {
      float[] w = Tensors.read(tensor);
      float[] v = Tensors.read(expected.get(k));
      assertThat(w).as("tensor %d after %d steps", k, STEPS).isNotEqualTo(before.get(k));
      for (int i = 0; i < w.length; i++) {
        assertThat(w[i])
            .as("element %d of tensor %d", i, k)
            .isCloseTo(v[i], within((float) TOLERANCE));
      }
      k++;
    }
  }

  /** What the AdamW pair corrects; when this fails, the binding was repaired. */
  @Test
  void bindingHasTheBetasReversed() {
    try (AdamOptions adam = new AdamOptions(RATE);
        AdamWOptions adamW = new AdamWOptions(RATE)) {
      assertThat(adam.betas().get(0)).isEqualTo(0.999);
      assertThat(adam.betas().get(1)).isEqualTo(0.9);
      assertThat(adamW.betas().get(0)).isEqualTo(0.999);
      assertThat(adamW.betas().get(1)).isEqualTo(0.9);
    }
  }
}
