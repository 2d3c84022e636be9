package org.trainopt.experiments.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.AdamOptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.trainopt.api.Optimizer;
import org.trainopt.api.OptimizerSpec;
import org.trainopt.api.Parameter;
import org.trainopt.api.Parameters;
import org.trainopt.api.Schedules;
import org.trainopt.experiments.network.LibTorch;

/** The rivals do what they are said to do, so that it is the same work that is timed. */
final class LibTorchRivalsTest {
  private static final double RATE = 0.01;
  private static final double DECAY = 0.1;
  private static final int STEPS = 50;

  private final Tensors tensors = new Tensors(3, 1001);

  @BeforeEach
  void loads() {
    assertThat(LibTorch.failure()).as("why LibTorch does not load").isNull();
    LibTorch.useThreads(2);
  }

  /** AdamW on each weight, in double, written from the paper. */
  private List<double[]> adamw(double decay) {
    List<double[]> result = new ArrayList<>();
    for (int k = 0; k < tensors.weights.size(); k++) {
      FloatBuffer weights = tensors.weights.get(k);
      double[] w = new double[weights.capacity()];
      for (int i = 0; i < w.length; i++) {
        w[i] = weights.get(i);
        double g = tensors.gradients.get(k).get(i);
        double m = 0;
        double s = 0;
        for (int t = 1; t <= STEPS; t++) {
          m = 0.9 * m + 0.1 * g;
          s = 0.999 * s + 0.001 * g * g;
          double direction =
              m / (1 - Math.pow(0.9, t)) / (Math.sqrt(s / (1 - Math.pow(0.999, t))) + 1e-8);
          w[i] -= RATE * (direction + decay * w[i]);
        }
      }
      result.add(w);
    }
    return result;
  }

  private void requireWeights(List<double[]> expected) {
    for (int k = 0; k < expected.size(); k++) {
      for (int i = 0; i < expected.get(k).length; i++) {
        assertThat((double) tensors.weights.get(k).get(i))
            .as("weight %d of tensor %d", i, k)
            .isCloseTo(expected.get(k)[i], within(2e-6));
      }
    }
  }

  @Test
  void fusedAdamWIsAdamW() {
    List<double[]> expected = adamw(DECAY);
    try (FusedAdamW rival =
        new FusedAdamW(Torch.over(tensors.weights), Torch.over(tensors.gradients), RATE, DECAY)) {
      rival.run(STEPS);
    }
    requireWeights(expected);
  }

  @Test
  void oursIsTheSameAdamW() {
    List<double[]> expected = adamw(DECAY);
    List<Parameter> parameters = new ArrayList<>();
    tensors.weights.forEach(w -> parameters.add(Parameter.of("w" + parameters.size(), w)));
    try (Optimizer optimizer =
        OptimizerSpec.adam(Schedules.constant(RATE))
            .withWeightDecay(DECAY)
            .build(new Parameters(parameters))) {
      for (int t = 0; t < STEPS; t++) {
        optimizer.step(tensors.gradients.toArray(FloatBuffer[]::new));
      }
    }
    requireWeights(expected);
  }

  @Test
  void adamHasItsBetasInTheRightOrder() {
    try (AdamOptions fresh = new AdamOptions(RATE)) {
      // The reversal that adamOptions corrects: β₁ = 0.9 comes last.
      assertThat(fresh.betas().get(0)).isEqualTo(0.999);
      assertThat(fresh.betas().get(1)).isEqualTo(0.9);
    }
    List<double[]> expected = adamw(0);
    try (TorchOptimizer rival =
        TorchOptimizer.adam(Torch.over(tensors.weights), Torch.over(tensors.gradients), RATE)) {
      rival.run(STEPS);
    }
    requireWeights(expected);
  }

  @Test
  void sgdIsSgd() {
    List<double[]> expected = new ArrayList<>();
    for (int k = 0; k < tensors.weights.size(); k++) {
      double[] w = new double[tensors.weights.get(k).capacity()];
      for (int i = 0; i < w.length; i++) {
        w[i] = tensors.weights.get(k).get(i) - RATE * STEPS * tensors.gradients.get(k).get(i);
      }
      expected.add(w);
    }
    try (TorchOptimizer rival =
        TorchOptimizer.sgd(Torch.over(tensors.weights), Torch.over(tensors.gradients), RATE)) {
      rival.run(STEPS);
    }
    requireWeights(expected);
  }
}
