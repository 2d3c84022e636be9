package org.trainopt.experiments.resnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResNetModelTest {
  @ParameterizedTest
  @CsvSource({
    "resnet-18, 3, 1000, 11689512", // torchvision's number
    "resnet-18, 3, 10, 11181642",
    "resnet-18-small, 3, 10, 11173962",
    "resnet-20, 3, 10, 269722", // the paper's 0.27M
    "resnet-56, 3, 10, 853018", // the paper's 0.85M
    "resnet-8, 3, 10, 75290",
    "resnet-8, 1, 10, 75002",
  })
  void parametersAreCounted(String model, int channels, int classes, long parameters) {
    assertThat(ResNetModel.named(model).dimension(channels, classes)).isEqualTo(parameters);
  }

  @ParameterizedTest
  @ValueSource(strings = {"resnet-9", "resnet-2", "resnet-", "resnet18", "vgg", "", "resnet-99999"})
  void otherNamesAreRefused(String name) {
    assertThatThrownBy(() -> ResNetModel.named(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "model must be resnet-18, resnet-18-small or resnet-N with N = 6n + 2 (8, 14, 20, …),"
                + " but was \""
                + name
                + "\"");
  }

  @Test
  void initialWeightsAreHeAndDependOnTheSeedAlone() {
    Map<String, long[]> shapes = ResNetModel.named("resnet-20").shapes(3, 10);
    Map<String, float[]> weights = InitialWeights.draw(shapes, 5);
    assertThat(weights.keySet()).containsExactlyElementsOf(shapes.keySet());
    float[] convolution = weights.get("layer3.2.conv2.weight");
    double squares = 0;
    for (float w : convolution) {
      squares += (double) w * w;
    }
    // 36,864 draws of variance 2 / (64·9): their mean square has a standard error of 0.74 %.
    assertThat(squares / convolution.length / (2.0 / (64 * 9))).isBetween(0.97, 1.03);
    assertThat(weights.get("bn1.weight")).containsOnly(1f);
    assertThat(weights.get("bn1.bias")).containsOnly(0f);
    for (float w : weights.get("fc.weight")) {
      assertThat(Math.abs(w)).isLessThanOrEqualTo(0.125f);
    }
    InitialWeights.draw(shapes, 5)
        .forEach((name, same) -> assertThat(same).as(name).containsExactly(weights.get(name)));
    assertThat(InitialWeights.draw(shapes, 6).get("conv1.weight"))
        .isNotEqualTo(weights.get("conv1.weight"));
  }
}
