package org.trainopt.experiments.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.trainopt.experiments.InputException;
import org.trainopt.experiments.resnet.ResNetSettings;

/** Here, since only this package makes {@link Fields}. */
class ResNetSettingsTest {
  private static ResNetSettings read(String json) throws IOException {
    JsonNode node = new ObjectMapper().readTree(json.replace('\'', '"'));
    Fields fields = new Fields("run.json", "", node);
    ResNetSettings settings = ResNetSettings.read(fields);
    fields.end();
    return settings;
  }

  @Test
  void keysAreReadAndWritten() throws IOException {
    ResNetSettings settings =
        read(
            "{'data': 'fashion', 'model': 'resnet-20', 'rows': 500, 'evaluationRows': 100,"
                + " 'validationRows': 200, 'augment': true, 'device': 'cuda:1'}");
    assertThat(settings)
        .isEqualTo(new ResNetSettings("fashion", "resnet-20", 500, 100, 200, true, "cuda:1"));
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    settings.writeTo(json);
    assertThat(read(json.toString())).isEqualTo(settings);
    assertThat(read("{'data': 'digits'}")).isEqualTo(ResNetSettings.of("digits", "resnet-8"));
    assertThat(settings.withFiles(file -> "/there/" + file).data()).isEqualTo("/there/fashion");
  }

  @Test
  void badKeysAreRefusedWithTheirPlace() {
    refuses("{}", "run.json: data is missing");
    refuses("{'data': 'digits', 'rows': -1}", "run.json: rows must be a whole number >= 0");
    refuses(
        "{'data': 'digits', 'device': 'gpu'}",
        "run.json: device must be cpu or cuda:N, but was gpu");
    refuses("{'data': 'digits', 'row': 1}", "run.json: unknown key row; known here: data, model");
    refuses(
        "{'data': 'digits', 'model': 'resnet-9'}",
        "run.json: model must be resnet-18, resnet-18-small or resnet-N, N = 6n + 2, but was"
            + " resnet-9");
  }

  private static void refuses(String json, String message) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(message);
  }
}
