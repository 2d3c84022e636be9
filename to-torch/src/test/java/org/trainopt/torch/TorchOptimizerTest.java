package org.trainopt.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.trainopt.api.Schedules.constant;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.trainopt.api.Estimator;
import org.trainopt.api.OptimizerSpec;
import org.trainopt.api.OptimizerState;
import org.trainopt.api.Parameter;
import org.trainopt.api.ParameterGroup;
import org.trainopt.api.Parameters;
import org.trainopt.api.Scaling;
import org.trainopt.api.Scope;
import org.trainopt.api.StepReport;
import org.trainopt.kernel.Execution;

class TorchOptimizerTest {
  private static final int[] SIZES = {3, 40, 1025};

  static Stream<OptimizerSpec> specs() {
    Estimator full = Estimator.full(constant(1e-4), constant(0.1));
    Estimator diagonal = Estimator.diagonal(constant(0.01), constant(0.1));
    return Stream.of(
        OptimizerSpec.of(Estimator.stochastic()).withClipNorm(1),
        OptimizerSpec.adam(constant(0.01)).withWeightDecay(0.1),
        OptimizerSpec.of(diagonal).withScaling(Scaling.rmsprop()),
        OptimizerSpec.of(Estimator.rankOne(constant(1e-4), constant(0.1))),
        OptimizerSpec.of(new Estimator.Auto((Estimator.Full) full, 64, diagonal))
            .withScope(Scope.PER_TENSOR));
  }

  /** The weights after some steps with the tests' gradients. */
  private static List<float[]> train(OptimizerSpec spec, Execution execution) {
    Map<String, Tensor> leaves = Tensors.leaves(SIZES);
    try (TorchOptimizer optimizer = TorchOptimizer.of(spec, leaves, execution)) {
      for (int t = 0; t < 10; t++) {
        Tensors.setGradients(leaves, t);
        optimizer.step();
      }
    }
    return leaves.values().stream().map(Tensors::read).toList();
  }

  @ParameterizedTest
  @MethodSource("specs")
  void allKernelsGiveTheBitsOfThePlainOptimizer(OptimizerSpec spec) {
    float[][] weights = trainArrays(spec);
    for (Execution execution : TestDevice.executions()) {
      List<float[]> trained = train(spec, execution);
      for (int k = 0; k < SIZES.length; k++) {
        assertThat(trained.get(k)).as("tensor %d", k).containsExactly(weights[k]);
        assertThat(weights[k]).isNotEqualTo(Tensors.gaussian(k, SIZES[k]));
      }
    }
  }

  /** The same steps of the plain optimizer on arrays, with Java's kernels. */
  private static float[][] trainArrays(OptimizerSpec spec) {
    List<Parameter> parameters = new ArrayList<>();
    float[][] weights = new float[SIZES.length][];
    for (int k = 0; k < SIZES.length; k++) {
      weights[k] = Tensors.gaussian(k, SIZES[k]);
      parameters.add(Parameter.of("w" + k, weights[k]));
    }
    try (var plain = spec.build(new Parameters(parameters), Execution.on("java"))) {
      for (int t = 0; t < 10; t++) {
        float[][] gradients = new float[SIZES.length][];
        for (int k = 0; k < SIZES.length; k++) {
          gradients[k] = Tensors.gaussian(1000L * t + 17L * k + 5, SIZES[k]);
        }
        plain.step(gradients);
      }
    }
    return weights;
  }

  @ParameterizedTest
  @MethodSource("specs")
  void aSnapshotContinuesToTheSameBits(OptimizerSpec spec) {
    Map<String, Tensor> once = Tensors.leaves(SIZES);
    Map<String, Tensor> twice = Tensors.leaves(SIZES);
    OptimizerState state;
    try (TorchOptimizer whole = TorchOptimizer.of(spec, once);
        TorchOptimizer first = TorchOptimizer.of(spec, twice)) {
      for (int t = 0; t < 6; t++) {
        Tensors.setGradients(once, t);
        whole.step();
        if (t < 3) {
          Tensors.setGradients(twice, t);
          first.step();
        }
      }
      state = first.snapshot();
    }
    try (TorchOptimizer second = TorchOptimizer.of(spec, twice)) {
      second.restore(state);
      assertThat(second.optimizer().steps()).isEqualTo(3);
      for (int t = 3; t < 6; t++) {
        Tensors.setGradients(twice, t);
        second.step();
      }
    }
    once.forEach(
        (name, tensor) ->
            assertThat(Tensors.read(twice.get(name)))
                .as(name)
                .containsExactly(Tensors.read(tensor)));
  }

  @Test
  void groupsMatchAModulesNames() {
    LinearImpl linear = new LinearImpl(3, 2);
    TestDevice.take(linear);
    float[] weight = Tensors.read(linear.weight());
    float[] bias = Tensors.read(linear.bias());
    OptimizerSpec spec =
        OptimizerSpec.of(Estimator.stochastic())
            .withLearningRate(0.5)
            .withWeightDecay(1)
            .withGroup(ParameterGroup.matching("no decay", "*bias").withWeightDecay(0));
    try (TorchOptimizer optimizer = TorchOptimizer.of(spec, linear)) {
      assertThat(optimizer.names()).containsExactly("weight", "bias");
      linear.weight().mutable_grad().put(torch.zeros_like(linear.weight()));
      linear.bias().mutable_grad().put(torch.zeros_like(linear.bias()));
      optimizer.step();
    }
    for (int i = 0; i < weight.length; i++) {
      weight[i] *= 0.5f;
    }
    assertThat(Tensors.read(linear.weight())).containsExactly(weight);
    assertThat(Tensors.read(linear.bias())).containsExactly(bias);
  }

  @Test
  void parametersThatAreFrozenOrSharedAreNotTrainedOrOnlyOnce() {
    Module module = new Module();
    Tensor tied = Tensors.leaf(1, 4);
    module.register_parameter("first", tied);
    module.register_parameter("second", tied);
    module.register_parameter("frozen", Tensors.of(new float[] {1, 2}, 2), false);
    try (TorchOptimizer optimizer = TorchOptimizer.of(spec(), module)) {
      assertThat(optimizer.names()).containsExactly("first");
    }
  }

  @Test
  void stateIsToldByName() {
    Map<String, Tensor> leaves = Tensors.leaves(2, 3);
    try (TorchOptimizer optimizer = TorchOptimizer.of(OptimizerSpec.adam(constant(0.1)), leaves)) {
      assertThat(optimizer.stateBytes()).isEqualTo(8 * 5);
      Tensors.setGradient(leaves.get("w0"), new float[] {1, 2});
      Tensors.setGradient(leaves.get("w1"), new float[] {3, 4, 5});
      optimizer.step();
      assertThat(optimizer.state("w1")).containsOnlyKeys("b", "s");
      assertThat(optimizer.state("w1").get("b")).containsExactly(0.3f, 0.4f, 0.5f);
      assertThatThrownBy(() -> optimizer.state("w2"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("there is no parameter \"w2\"; the parameters are w0, w1");
    }
  }

  @Test
  void aLoopOfForwardBackwardAndStepTrains() {
    Tensor w = Tensors.leaf(3, 5);
    List<StepReport> reports = new ArrayList<>();
    try (TorchOptimizer optimizer =
        TorchOptimizer.of(OptimizerSpec.adam(constant(0.05)), Map.of("w", w))) {
      optimizer.optimizer().onStep(reports::add);
      for (int t = 0; t < 200; t++) {
        try (PointerScope scope = new PointerScope()) {
          assertThat(scope).isNotNull();
          optimizer.zeroGrad();
          assertThat(w.grad().defined()).isFalse();
          w.mul(w).sum().backward();
          optimizer.step();
        }
      }
    }
    assertThat(reports).hasSize(200);
    for (float element : Tensors.read(w)) {
      assertThat(Math.abs(element)).isLessThan(0.05f);
    }
  }

  @Test
  void autogradSeesThatWeightsChanged() {
    Tensor w = Tensors.leaf(3, 5);
    try (TorchOptimizer optimizer = TorchOptimizer.of(spec(), Map.of("w", w))) {
      Tensor loss = w.mul(w).sum();
      Tensors.setGradient(w, new float[5]);
      optimizer.step();
      assertThatThrownBy(loss::backward).hasMessageContaining("modified by an inplace operation");
    }
  }

  @Test
  void closedItRefusesAndTensorsStay() {
    Map<String, Tensor> leaves = new LinkedHashMap<>(Tensors.leaves(3));
    TorchOptimizer optimizer = TorchOptimizer.of(spec(), leaves);
    optimizer.close();
    optimizer.close();
    assertThatThrownBy(optimizer::step).isInstanceOf(IllegalStateException.class);
    assertThat(Tensors.read(leaves.get("w0"))).containsExactly(Tensors.gaussian(0, 3));
  }

  private static OptimizerSpec spec() {
    return OptimizerSpec.of(Estimator.stochastic()).withLearningRate(0.1);
  }
}
