package org.trainopt.experiments.resnet;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import org.trainopt.experiments.data.ImageData;
import org.trainopt.experiments.data.Images;
import org.trainopt.experiments.network.Devices;
import org.trainopt.experiments.network.LibTorch;
import org.trainopt.experiments.network.Network;
import org.trainopt.experiments.run.Evaluation;

/**
 * A residual network in training. LibTorch works on the calling thread alone, so that a run gives
 * the same bits whatever runs beside it.
 */
final class ImageClassifier implements Network {
  private static final int EVALUATION_BATCH = 100;

  private final ImageData data;
  private final PixelScale scale;
  private final ResNet net;
  private final int[] evaluated;
  private final @Nullable Random shifts;
  private final Device device;
  private final Batch evaluation;
  private Batch training;

  /**
   * @param seed of weights and augmentation
   */
  ImageClassifier(
      ResNetSettings settings, ResNetModel model, ImageData data, PixelScale scale, long seed) {
    this.data = data;
    this.scale = scale;
    int channels = data.training().channels();
    Random seeds = new Random(seed);
    long weightSeed = seeds.nextLong();
    long shiftSeed = seeds.nextLong();
    shifts = settings.augment() ? new Random(shiftSeed) : null;
    device = Devices.of(settings.device());
    evaluated = evenly(rows(), settings.evaluationRows());
    evaluation = new Batch(data.training(), scale, EVALUATION_BATCH, device);
    training = new Batch(data.training(), scale, 1, device);
    LibTorch.useOneThread();
    net =
        new ResNet(
            model,
            channels,
            data.classes(),
            InitialWeights.draw(model.shapes(channels, data.classes()), weightSeed),
            device);
  }

  /** Row numbers from 0 to below rows, evenly spaced; 0 or too many: all. */
  private static int[] evenly(int rows, int wanted) {
    int count = wanted == 0 ? rows : Math.min(wanted, rows);
    int[] picked = new int[count];
    for (int i = 0; i < count; i++) {
      picked[i] = (int) ((long) i * rows / count);
    }
    return picked;
  }

  @Override
  public Map<String, Tensor> parameters() {
    return net.parameters();
  }

  @Override
  public int rows() {
    return data.training().rows();
  }

  @Override
  @SuppressWarnings("try") // the scope is there to be closed
  public double backward(int[] rows, int count) {
    LibTorch.useOneThread();
    if (training.largest() < count) {
      training = new Batch(data.training(), scale, count, device);
    }
    for (int i = 0; i < count; i++) {
      training.put(i, data.training(), rows[i], shifts);
    }
    try (PointerScope local = new PointerScope()) {
      Tensor logits = net.forward(training.images(count), true);
      Tensor loss = torch.cross_entropy(logits, training.labels(count));
      loss.backward();
      return loss.item_float();
    }
  }

  @Override
  public Evaluation evaluate() {
    LibTorch.useOneThread();
    Figures onTraining = figures(data.training(), evaluated);
    Figures onValidation = figures(data.validation(), evenly(data.validation().rows(), 0));
    Map<String, Double> more = new LinkedHashMap<>();
    more.put("validationLoss", onValidation.loss());
    more.put("accuracy", onValidation.accuracy());
    more.put("trainingAccuracy", onTraining.accuracy());
    return new Evaluation(onTraining.loss(), more);
  }

  private record Figures(double loss, double accuracy) {}

  /** Mean loss and share of right answers over some images. */
  @SuppressWarnings("try") // scope and guard are there to be closed
  private Figures figures(Images images, int[] rows) {
    double loss = 0;
    double right = 0;
    for (int start = 0; start < rows.length; start += EVALUATION_BATCH) {
      int count = Math.min(EVALUATION_BATCH, rows.length - start);
      for (int i = 0; i < count; i++) {
        evaluation.put(i, images, rows[start + i], null);
      }
      try (PointerScope local = new PointerScope();
          NoGradGuard guard = new NoGradGuard()) {
        Tensor labels = evaluation.labels(count);
        Tensor logits = net.forward(evaluation.images(count), false);
        loss += count * (double) torch.cross_entropy(logits, labels).item_float();
        right += logits.argmax(new LongOptional(1), false).eq(labels).sum().item_long();
      }
    }
    return new Figures(loss / rows.length, right / rows.length);
  }

  @Override
  public void close() {
    net.close();
  }
}
