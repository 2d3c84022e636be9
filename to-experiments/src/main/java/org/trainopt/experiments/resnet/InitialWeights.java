package org.trainopt.experiments.resnet;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/**
 * Random weights as torchvision draws them, from Java's generator, so that they depend on the seed
 * alone: convolutions normal with variance 2 / (outputs · kernel area) (He et al., ICCV 2015),
 * normalisations 1 and 0, the linear layer uniform within ±1/√inputs.
 */
final class InitialWeights {
  private InitialWeights() {}

  /** Weights by name, for parameters of these shapes. */
  static Map<String, float[]> draw(Map<String, long[]> shapes, long seed) {
    Random random = new Random(seed);
    Map<String, float[]> weights = new LinkedHashMap<>();
    long[] linear = shapes.get("fc.weight");
    if (linear == null) {
      throw new IllegalArgumentException("no linear layer fc.weight among " + shapes.keySet());
    }
    double bound = 1 / Math.sqrt((double) linear[1]);
    shapes.forEach(
        (name, shape) -> {
          float[] values = new float[Math.toIntExact(ResNetModel.count(shape))];
          if (shape.length == 4) {
            double deviation = Math.sqrt(2.0 / (double) (shape[0] * shape[2] * shape[3]));
            for (int i = 0; i < values.length; i++) {
              values[i] = (float) (deviation * random.nextGaussian());
            }
          } else if (name.startsWith("fc.")) {
            for (int i = 0; i < values.length; i++) {
              values[i] = (float) (bound * (2 * random.nextDouble() - 1));
            }
          } else {
            Arrays.fill(values, name.endsWith(".weight") ? 1f : 0f);
          }
          weights.put(name, values);
        });
    return weights;
  }
}
