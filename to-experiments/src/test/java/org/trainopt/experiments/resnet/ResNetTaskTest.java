package org.trainopt.experiments.resnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.trainopt.api.OptimizerSpec;
import org.trainopt.api.Schedules;
import org.trainopt.experiments.InputException;
import org.trainopt.experiments.network.Network;
import org.trainopt.experiments.run.Evaluation;
import org.trainopt.torch.TorchOptimizer;

class ResNetTaskTest {
  private static final int BATCH = 32;

  private static ResNetSettings small(boolean augment) {
    return new ResNetSettings("digits", "resnet-8", 400, 100, 100, augment, "cpu");
  }

  /** Trains a network and answers with its losses and last weights. */
  private static List<Float> train(ResNetTask task, long seed, int steps) {
    List<Float> trace = new ArrayList<>();
    Random batches = new Random(seed);
    int[] rows = new int[BATCH];
    try (Network network = task.open(seed);
        TorchOptimizer optimizer =
            TorchOptimizer.of(
                OptimizerSpec.adam(Schedules.constant(0.003)), network.parameters())) {
      for (int t = 0; t < steps; t++) {
        for (int i = 0; i < BATCH; i++) {
          rows[i] = batches.nextInt(network.rows());
        }
        optimizer.zeroGrad();
        trace.add((float) network.backward(rows, BATCH));
        optimizer.step();
      }
      Evaluation evaluation = network.evaluate();
      trace.add((float) evaluation.loss());
      evaluation.more().values().forEach(value -> trace.add(value.floatValue()));
      for (Tensor tensor : network.parameters().values()) {
        float[] values = new float[(int) tensor.numel()];
        tensor.data_ptr_float().get(values);
        for (float value : values) {
          trace.add(value);
        }
      }
    }
    return trace;
  }

  @Test
  void aShortRunLowersTheLoss() {
    ResNetTask task = ResNetTask.load(ResNetSettings.of("digits", "resnet-8"));
    Evaluation before;
    try (Network network = task.open(1)) {
      before = network.evaluate();
    }
    assertThat(before.more().keySet())
        .containsExactly("validationLoss", "accuracy", "trainingAccuracy");
    assertThat(before.more().get("accuracy")).isBetween(0.0, 0.4);
    List<Float> trace = train(task, 1, 60);
    assertThat(trace.get(60)).as("training loss").isLessThan(0.5f * (float) before.loss());
    assertThat(trace.get(61)).as("validation loss").isLessThan(1f);
    assertThat(trace.get(62)).as("accuracy").isGreaterThan(0.8f);
  }

  @Test
  void theSameSeedGivesTheSameBitsWhateverRunsBeside() throws Exception {
    ResNetTask task = ResNetTask.load(small(true));
    List<Float> alone = train(task, 7, 12);
    assertThat(train(task, 8, 12)).isNotEqualTo(alone);
    int threads = 3;
    CountDownLatch all = new CountDownLatch(threads);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<List<Float>>> runs = new ArrayList<>();
      for (int k = 0; k < threads; k++) {
        long seed = 7L + k % 2;
        runs.add(
            pool.submit(
                () -> {
                  all.countDown();
                  all.await();
                  return train(task, seed, 12);
                }));
      }
      assertThat(runs.get(0).get()).isEqualTo(alone);
      assertThat(runs.get(2).get()).isEqualTo(alone);
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void evaluationChangesNothing() {
    ResNetTask task = ResNetTask.load(small(true));
    int[] rows = new int[BATCH];
    try (Network network = task.open(3);
        Network other = task.open(3)) {
      Evaluation first = network.evaluate();
      assertThat(network.evaluate()).isEqualTo(first);
      network.parameters().values().forEach(w -> assertThat(w.grad().defined()).isFalse());
      assertThat(network.backward(rows, BATCH)).isEqualTo(other.backward(rows, BATCH));
    }
  }

  @Test
  void gradientsAddUp() {
    ResNetTask task = ResNetTask.load(small(false));
    int[] rows = {0, 1, 2, 3};
    try (Network network = task.open(3)) {
      network.backward(rows, 4);
      Tensor bias = network.parameters().get("fc.bias");
      float once = bias.grad().data_ptr_float().get(0);
      network.backward(rows, 4);
      assertThat(bias.grad().data_ptr_float().get(0)).isEqualTo(2 * once);
    }
  }

  @Test
  void memoryStaysFlat() {
    ResNetTask task = ResNetTask.load(small(true));
    int[] rows = new int[BATCH];
    try (Network network = task.open(3)) {
      network.backward(rows, BATCH);
      network.evaluate();
      System.gc();
      long pointers = Pointer.totalCount();
      for (int t = 0; t < 20; t++) {
        network.backward(rows, BATCH);
        network.evaluate();
      }
      assertThat(Pointer.totalCount() - pointers)
          .as("pointers to native memory that were not freed")
          .isLessThanOrEqualTo(10);
    }
  }

  @Test
  void itDescribesItself() {
    ResNetTask task = ResNetTask.load(small(false));
    assertThat(task.title()).isEqualTo("ResNet-8 on digits");
    assertThat(task.rows()).isEqualTo(400);
    assertThat(task.dimension()).isEqualTo(75_002);
    assertThat(task.sha256()).hasSize(64);
    assertThat(task.describe().get("validationRows").asInt()).isEqualTo(100);
    assertThat(ResNetTask.load(ResNetSettings.of("digits", "resnet-8")).sha256())
        .isNotEqualTo(task.sha256());
  }

  @Test
  void badSettingsAreRefused() {
    assertThatThrownBy(() -> ResNetSettings.of("digits", "resnet-10"))
        .hasMessageContaining("but was \"resnet-10\"");
    assertThatThrownBy(() -> new ResNetSettings("digits", "resnet-8", -1, 0, 0, false, "cpu"))
        .hasMessageContaining("must be >= 0, but were -1, 0 and 0");
    assertThatThrownBy(() -> new ResNetSettings("digits", "resnet-8", 0, 0, 0, false, "gpu"))
        .hasMessageContaining("device must be cpu or cuda:N, but was \"gpu\"");
    ResNetSettings absent = new ResNetSettings("digits", "resnet-8", 0, 0, 0, false, "cuda:99");
    assertThatThrownBy(() -> ResNetTask.load(absent))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("device cuda:99: LibTorch sees");
  }
}
