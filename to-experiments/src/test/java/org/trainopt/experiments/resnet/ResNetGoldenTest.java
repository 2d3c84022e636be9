package org.trainopt.experiments.resnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.trainopt.experiments.network.TestDevice;

/** Forward and backward passes agree with PyTorch's, as golden.py wrote them down, to 1e-4. */
@Tag("golden")
class ResNetGoldenTest {
  private static final double TOLERANCE = 1e-4;

  record Golden(JsonNode json) {
    @Override
    public String toString() {
      return json.get("model").asText();
    }
  }

  static Stream<Golden> networks() throws IOException {
    try (InputStream in = ResNetGoldenTest.class.getResourceAsStream("golden.json")) {
      JsonNode all = new ObjectMapper().readTree(in);
      return StreamSupport.stream(all.spliterator(), false).map(Golden::new);
    }
  }

  /** As {@code fill} of golden.py. */
  private static Map<String, float[]> weights(Map<String, long[]> shapes) {
    Map<String, float[]> weights = new LinkedHashMap<>();
    shapes.forEach(
        (name, shape) -> {
          float[] values = new float[(int) ResNetModel.count(shape)];
          for (int i = 0; i < values.length; i++) {
            double wave = Math.sin(0.7 * i + weights.size() + 1);
            double value =
                shape.length == 4
                    ? wave * Math.sqrt(2.0 / (values.length / (double) shape[0]))
                    : 0.1 * wave + (name.endsWith("weight") && !name.startsWith("fc.") ? 1 : 0);
            values[i] = (float) value;
          }
          weights.put(name, values);
        });
    return weights;
  }

  @ParameterizedTest
  @MethodSource("networks")
  @SuppressWarnings("try") // the scope is there to be closed
  void agree(Golden golden) {
    JsonNode json = golden.json();
    long[] shape = new long[4];
    for (int k = 0; k < 4; k++) {
      shape[k] = json.get("shape").get(k).asLong();
    }
    int classes = json.get("classes").asInt();
    ResNetModel model = ResNetModel.named(json.get("model").asText());
    int channels = (int) shape[1];
    assertThat(model.dimension(channels, classes)).isEqualTo(json.get("parameters").asLong());
    float[] pixels = new float[(int) ResNetModel.count(shape)];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) (Math.cos(0.3 * i) + Math.sin(0.011 * i));
    }
    long[] labels = new long[(int) shape[0]];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (3L * i + 1) % classes;
    }
    Device device = TestDevice.device();
    try (PointerScope scope = new PointerScope();
        ResNet net =
            new ResNet(
                model, channels, classes, weights(model.shapes(channels, classes)), device)) {
      torch.set_num_threads(1);
      Tensor x =
          torch
              .from_blob(new FloatPointer(pixels), shape, new TensorOptions(ScalarType.Float))
              .to(device, ScalarType.Float);
      Tensor y =
          torch
              .from_blob(
                  new LongPointer(labels),
                  new long[] {labels.length},
                  new TensorOptions(ScalarType.Long))
              .to(device, ScalarType.Long);
      Tensor logits = net.forward(x, true);
      Tensor loss = torch.cross_entropy(logits, y);
      loss.backward();
      requireClose("loss", loss.item_float(), json.get("loss").asDouble());
      requireClose("logits", logits, json.get("logits"));
      json.get("gradientNorms")
          .properties()
          .forEach(
              entry ->
                  requireClose(
                      "gradient of " + entry.getKey(),
                      norm(net.parameters().get(entry.getKey()).grad()),
                      entry.getValue().asDouble()));
      assertThat(net.parameters()).hasSize(json.get("gradientNorms").size());
      Tensor after = net.forward(x, false);
      requireClose(
          "evaluation loss",
          torch.cross_entropy(after, y).item_float(),
          json.get("evaluationLoss").asDouble());
      requireClose("evaluation logits", after, json.get("evaluationLogits"));
    }
  }

  private static double norm(Tensor tensor) {
    float[] values = new float[(int) tensor.numel()];
    tensor.cpu().contiguous().data_ptr_float().get(values);
    double squares = 0;
    for (float value : values) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares);
  }

  private static void requireClose(String what, double actual, double expected) {
    assertThat(actual).as(what).isCloseTo(expected, within(TOLERANCE * Math.abs(expected)));
  }

  /** Relative to the largest of them: single logits may be close to 0. */
  private static void requireClose(String what, Tensor actual, JsonNode expected) {
    double largest = 0;
    for (JsonNode value : expected) {
      largest = Math.max(largest, Math.abs(value.asDouble()));
    }
    Tensor flat = actual.detach().cpu().contiguous();
    for (int i = 0; i < expected.size(); i++) {
      assertThat((double) flat.data_ptr_float().get(i))
          .as("%s, element %d", what, i)
          .isCloseTo(expected.get(i).asDouble(), within(TOLERANCE * largest));
    }
  }
}
