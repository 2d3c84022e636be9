package org.trainopt.experiments.resnet;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The architecture of a residual network with basic blocks (two 3×3 convolutions with batch
 * normalisation). Source: He, Zhang, Ren and Sun, <i>Deep Residual Learning for Image
 * Recognition</i>, CVPR 2016.
 *
 * <ul>
 *   <li>{@code resnet-N} with N = 6n + 2 (8, 14, 20, …): the paper's networks for small images, a
 *       3×3 stem, widths 16, 32, 64, n blocks each, and parameter-free shortcuts (the paper's
 *       option A: every second pixel, missing channels zero).
 *   <li>{@code resnet-18}: as in torchvision, for large images: a 7×7 stem of stride 2 and
 *       max-pooling, widths 64 to 512, two blocks each, 1×1 convolutions as shortcuts (option B).
 *   <li>{@code resnet-18-small}: the same with a 3×3 stem and without max-pooling.
 * </ul>
 *
 * @param name as above
 * @param stem how pixels become the first channels
 * @param widths channels of each stage; every stage but the first halves the image
 * @param blocks basic blocks of each stage
 * @param projected whether shortcuts that change the shape are 1×1 convolutions
 */
public record ResNetModel(
    String name, Stem stem, List<Integer> widths, int blocks, boolean projected) {
  private static final Pattern SMALL = Pattern.compile("resnet-(\\d{1,4})");

  public ResNetModel {
    widths = List.copyOf(widths);
  }

  /** The first convolution. */
  enum Stem {
    /** 3×3, stride 1. */
    SMALL(3, 1, false),
    /** 7×7, stride 2, then 3×3 max-pooling of stride 2. */
    LARGE(7, 2, true);

    final int kernel;
    final int stride;
    final boolean pooled;

    Stem(int kernel, int stride, boolean pooled) {
      this.kernel = kernel;
      this.stride = stride;
      this.pooled = pooled;
    }
  }

  /**
   * An architecture by name.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public static ResNetModel named(String name) {
    List<Integer> wide = List.of(64, 128, 256, 512);
    if (name.equals("resnet-18")) {
      return new ResNetModel(name, Stem.LARGE, wide, 2, true);
    }
    if (name.equals("resnet-18-small")) {
      return new ResNetModel(name, Stem.SMALL, wide, 2, true);
    }
    Matcher small = SMALL.matcher(name);
    if (small.matches()) {
      int depth = Integer.parseInt(small.group(1));
      if (depth >= 8 && depth % 6 == 2) {
        return new ResNetModel(name, Stem.SMALL, List.of(16, 32, 64), (depth - 2) / 6, false);
      }
    }
    throw new IllegalArgumentException(
        "model must be resnet-18, resnet-18-small or resnet-N with N = 6n + 2 (8, 14, 20, …), but"
            + " was \""
            + name
            + "\"");
  }

  /** One basic block: its name before the parameters', channels in and out, stride. */
  record Block(String name, int from, int to, int stride, boolean projected) {}

  /** All blocks in order. */
  List<Block> blockList() {
    List<Block> list = new ArrayList<>();
    int from = widths.get(0);
    for (int stage = 0; stage < widths.size(); stage++) {
      int to = widths.get(stage);
      for (int k = 0; k < blocks; k++) {
        int stride = stage > 0 && k == 0 ? 2 : 1;
        boolean changes = stride > 1 || from != to;
        list.add(
            new Block("layer" + (stage + 1) + "." + k, from, to, stride, projected && changes));
        from = to;
      }
    }
    return list;
  }

  /**
   * The trainable parameters' shapes by torchvision's names, in its order.
   *
   * @param channels of the images
   * @param classes of the images
   */
  public Map<String, long[]> shapes(int channels, int classes) {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    int first = widths.get(0);
    convolution(shapes, "conv1", channels, first, stem.kernel);
    norm(shapes, "bn1", first);
    for (Block block : blockList()) {
      convolution(shapes, block.name() + ".conv1", block.from(), block.to(), 3);
      norm(shapes, block.name() + ".bn1", block.to());
      convolution(shapes, block.name() + ".conv2", block.to(), block.to(), 3);
      norm(shapes, block.name() + ".bn2", block.to());
      if (block.projected()) {
        convolution(shapes, block.name() + ".downsample.0", block.from(), block.to(), 1);
        norm(shapes, block.name() + ".downsample.1", block.to());
      }
    }
    int last = widths.get(widths.size() - 1);
    shapes.put("fc.weight", new long[] {classes, last});
    shapes.put("fc.bias", new long[] {classes});
    return shapes;
  }

  private static void convolution(
      Map<String, long[]> shapes, String name, int from, int to, int kernel) {
    shapes.put(name + ".weight", new long[] {to, from, kernel, kernel});
  }

  private static void norm(Map<String, long[]> shapes, String name, int channels) {
    shapes.put(name + ".weight", new long[] {channels});
    shapes.put(name + ".bias", new long[] {channels});
  }

  /** The number of trainable weights. */
  public long dimension(int channels, int classes) {
    return shapes(channels, classes).values().stream().mapToLong(ResNetModel::count).sum();
  }

  static long count(long[] shape) {
    long count = 1;
    for (long extent : shape) {
      count *= extent;
    }
    return count;
  }
}
