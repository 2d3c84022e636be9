package org.trainopt.experiments.resnet;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/** A residual network on LibTorch: its weights, its running statistics, its forward pass. */
final class ResNet implements AutoCloseable {
  private static final double MOMENTUM = 0.1;
  private static final double EPSILON = 1e-5;
  private static final long[] ONES = {1, 1};

  private final PointerScope scope;
  private final ResNetModel model;
  private final Map<String, Tensor> parameters = new LinkedHashMap<>();
  private final Convolution stem;
  private final List<Block> blocks = new ArrayList<>();
  private final Tensor linear;
  private final TensorOptional linearBias;

  /**
   * @param weights the parameters' values by name, of the shapes of {@link ResNetModel#shapes}
   * @param device where it computes
   */
  ResNet(
      ResNetModel model, int channels, int classes, Map<String, float[]> weights, Device device) {
    this.model = model;
    // Closed here it only leaves the thread's stack of scopes; close() below frees what it holds.
    try (PointerScope held = new PointerScope().extend()) {
      scope = held;
      model
          .shapes(channels, classes)
          .forEach((name, shape) -> parameters.put(name, leaf(get(weights, name), shape, device)));
      ResNetModel.Stem first = model.stem();
      stem = new Convolution("conv1", "bn1", first.stride, first.kernel / 2);
      for (ResNetModel.Block block : model.blockList()) {
        blocks.add(new Block(block));
      }
      linear = get(parameters, "fc.weight");
      linearBias = new TensorOptional(get(parameters, "fc.bias"));
    }
  }

  private static <T> T get(Map<String, T> map, String name) {
    T value = map.get(name);
    if (value == null) {
      throw new IllegalArgumentException("there is no parameter " + name);
    }
    return value;
  }

  private static Tensor leaf(float[] values, long[] shape, Device device) {
    try (FloatPointer elements = new FloatPointer(values)) {
      Tensor borrowed = torch.from_blob(elements, shape, new TensorOptions(ScalarType.Float));
      Tensor leaf = device.is_cpu() ? borrowed.clone() : borrowed.to(device, ScalarType.Float);
      leaf.set_requires_grad(true);
      return leaf;
    }
  }

  /** The trainable parameters by name. */
  Map<String, Tensor> parameters() {
    return Collections.unmodifiableMap(parameters);
  }

  /**
   * The logits of a batch.
   *
   * @param images batch × channels × height × width
   * @param training whether batches are normalised by their own statistics, which then enter the
   *     running ones; else by the running ones
   * @return batch × classes
   */
  Tensor forward(Tensor images, boolean training) {
    Tensor x = torch.relu(stem.forward(images, training));
    if (model.stem().pooled) {
      long[] two = {2, 2};
      x = torch.max_pool2d(x, new long[] {3, 3}, two, ONES, ONES, false);
    }
    for (Block block : blocks) {
      x = block.forward(x, training);
    }
    Tensor features = torch.adaptive_avg_pool2d(x, ONES).flatten(1, -1);
    return torch.linear(features, linear, linearBias);
  }

  @Override
  public void close() {
    scope.close();
  }

  /** A convolution without bias, and the batch normalisation behind it. */
  private final class Convolution {
    private final Tensor weight;
    private final long[] stride;
    private final long[] padding;
    private final TensorOptional noBias = new TensorOptional();
    private final TensorOptional scale;
    private final TensorOptional shift;
    private final TensorOptional mean;
    private final TensorOptional variance;

    Convolution(String name, String norm, int stride, int padding) {
      this.stride = new long[] {stride, stride};
      this.padding = new long[] {padding, padding};
      weight = get(parameters, name + ".weight");
      Tensor gamma = get(parameters, norm + ".weight");
      scale = new TensorOptional(gamma);
      shift = new TensorOptional(get(parameters, norm + ".bias"));
      mean = new TensorOptional(torch.zeros_like(gamma.detach()));
      variance = new TensorOptional(torch.ones_like(gamma.detach()));
    }

    Tensor forward(Tensor x, boolean training) {
      Tensor y = torch.conv2d(x, weight, noBias, stride, padding, ONES, 1);
      return torch.batch_norm(
          y, scale, shift, mean, variance, training, MOMENTUM, EPSILON, /* cudnn= */ false);
    }
  }

  /** A basic block: {@code relu(F(x) + shortcut(x))}. */
  private final class Block {
    private final Convolution first;
    private final Convolution second;
    private final @Nullable Convolution projection;
    private final int stride;
    private final long missingChannels;

    Block(ResNetModel.Block block) {
      String name = block.name();
      stride = block.stride();
      missingChannels = (long) block.to() - block.from();
      first = new Convolution(name + ".conv1", name + ".bn1", stride, 1);
      second = new Convolution(name + ".conv2", name + ".bn2", 1, 1);
      projection =
          block.projected()
              ? new Convolution(name + ".downsample.0", name + ".downsample.1", stride, 0)
              : null;
    }

    Tensor forward(Tensor x, boolean training) {
      Tensor residual = second.forward(torch.relu(first.forward(x, training)), training);
      return torch.relu(residual.add(shortcut(x, training)));
    }

    private Tensor shortcut(Tensor x, boolean training) {
      if (projection != null) {
        return projection.forward(x, training);
      }
      if (stride == 1 && missingChannels == 0) {
        return x;
      }
      LongOptional all = new LongOptional();
      Tensor less = x.slice(2, all, all, stride).slice(3, all, all, stride);
      // The last dimension first: width, height, then channels behind those there are.
      long[] behind = {0, 0, 0, 0, 0, missingChannels};
      return torch.constant_pad_nd(less, behind, new Scalar(0f));
    }
  }
}
