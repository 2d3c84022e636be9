package org.trainopt.experiments.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.trainopt.api.OptimizerSpec;
import org.trainopt.api.Schedules;
import org.trainopt.experiments.InputException;
import org.trainopt.experiments.llama.hub.ModelFiles;
import org.trainopt.torch.TorchOptimizer;

/** Adapters: as PEFT computes and stores them. */
final class LoraTest {
  @TempDir Path folder;

  @BeforeEach
  void oneThread() {
    torch.set_num_threads(1);
  }

  private static List<Example> examples(JsonNode expected) {
    List<Example> examples = new ArrayList<>();
    for (JsonNode ids : expected.get("input_ids")) {
      int[] tokens =
          StreamSupport.stream(ids.spliterator(), false).mapToInt(JsonNode::intValue).toArray();
      examples.add(new Example(tokens, 5));
    }
    return examples;
  }

  @Test
  @SuppressWarnings("try") // the scope is there to be closed
  void peftsAdapterHasPeftsLossAndGradients() throws IOException {
    Path model = Fixtures.copy(Fixtures.SHARDED, folder);
    Path adapter = Fixtures.resource(Fixtures.ADAPTER);
    JsonNode expected =
        new ObjectMapper().readTree(adapter.resolve("expected_adapter.json").toFile());
    try (Llama llama = Llama.open(model.toString(), adapter.toString(), "cpu");
        PointerScope local = new PointerScope()) {
      Map<String, Tensor> adapters = new LinkedHashMap<>(llama.weights());
      adapters.keySet().removeIf(name -> !name.contains(".lora_"));
      adapters.values().forEach(tensor -> tensor.set_requires_grad(true));
      Batch batch = Batch.of(examples(expected));
      Tensor loss = llama.model().loss(batch).div(new Scalar((double) batch.targets.length));
      loss.backward();
      double expectedLoss = expected.get("loss").doubleValue();
      assertThat(loss.item_double()).isCloseTo(expectedLoss, within(1e-4 * expectedLoss));
      assertThat(adapters.keySet())
          .containsExactlyInAnyOrderElementsOf(expected.get("grad_norms")::fieldNames);
      adapters.forEach(
          (name, tensor) -> {
            double norm = expected.get("grad_norms").get(name).doubleValue();
            assertThat(tensor.grad().norm().item_double())
                .as(name)
                .isCloseTo(norm, within(1e-3 * norm));
          });
    }
  }

  private LlamaTask task(Path model, LoraSettings lora) throws IOException {
    return LlamaTask.load(Fixtures.settings(model, Fixtures.records(folder, 40), 1, lora), 4, 0);
  }

  @Test
  void freshAdaptersChangeNothing() throws IOException {
    Path model = Fixtures.copy(Fixtures.OLD, folder);
    try (LlamaNetwork base = task(model, null).open(1);
        LlamaNetwork adapted = task(model, Fixtures.lora(4, "all-linear")).open(1)) {
      assertThat(adapted.parameters()).hasSize(2 * 7 * 2);
      assertThat(adapted.evaluate().loss()).isEqualTo(base.evaluate().loss());
    }
  }

  @Test
  @SuppressWarnings("try") // scope and guard are there to be closed
  void trainedAdaptersAreThoseMergedAndThoseLoadedAgain() throws IOException {
    Path model = Fixtures.copy(Fixtures.OLD, folder);
    LoraSettings lora = Fixtures.lora(3, "q_proj", "o_proj", "up_proj");
    LlamaTask task = task(model, lora);
    Path out = folder.resolve("adapter");
    try (LlamaNetwork network = task.open(5)) {
      double before = network.evaluate().loss();
      train(network, 5);
      double trained = network.evaluate().loss();
      assertThat(trained).isNotCloseTo(before, within(1e-4));
      ModelSaver.save(network, out, null);

      try (Llama loaded = Llama.open(model.toString(), out.toString(), "cpu")) {
        network
            .parameters()
            .forEach(
                (name, tensor) ->
                    assertThat(torch.equal(tensor, loaded.weights().get(name))).isTrue());
        assertThat(loss(loaded.model(), task)).isEqualTo(trained);
      }
      try (PointerScope local = new PointerScope();
          NoGradGuard guard = new NoGradGuard()) {
        Map<String, Tensor> merged = new LinkedHashMap<>();
        network.tensors().forEach((name, tensor) -> merged.put(name, tensor.detach().clone()));
        for (String name : network.parameters().keySet()) {
          if (name.endsWith(LoraSettings.A)) {
            String map = name.substring(0, name.length() - LoraSettings.A.length());
            Tensor product = merged.get(map + LoraSettings.B).matmul(merged.get(name));
            merged.get(map + ".weight").add_(product, new Scalar(lora.alpha() / lora.rank()));
          }
        }
        merged.keySet().removeIf(name -> name.contains(".lora_"));
        LlamaModel plain = new LlamaModel(task.config(), merged, null, new Device("cpu"));
        assertThat(loss(plain, task)).isCloseTo(trained, within(1e-5));
      }
    }
  }

  private static void train(LlamaNetwork network, int steps) {
    OptimizerSpec adam = OptimizerSpec.adam(Schedules.constant(0.02));
    try (TorchOptimizer optimizer = TorchOptimizer.of(adam, network.parameters())) {
      for (int step = 0; step < steps; step++) {
        optimizer.zeroGrad();
        network.backward(new int[] {0, 1, 2, 3}, 4);
        optimizer.step();
      }
    }
  }

  @SuppressWarnings("try") // scope and guard are there to be closed
  private static double loss(LlamaModel model, LlamaTask task) {
    double sum = 0;
    long tokens = 0;
    for (Batch batch : task.validationBatches()) {
      try (PointerScope local = new PointerScope();
          NoGradGuard guard = new NoGradGuard()) {
        sum += model.loss(batch).item_double();
        tokens += batch.targets.length;
      }
    }
    return sum / tokens;
  }

  @Test
  void baseWeightsStayAndHaveNoGradients() throws IOException {
    Path model = Fixtures.copy(Fixtures.OLD, folder);
    try (LlamaNetwork network = task(model, Fixtures.lora(2, "v_proj")).open(1)) {
      network.backward(new int[] {0, 1}, 2);
      network
          .tensors()
          .forEach(
              (name, tensor) ->
                  assertThat(tensor.grad().defined())
                      .as(name)
                      .isEqualTo(network.parameters().containsKey(name)));
    }
  }

  private void refused(String words, Path model, Path adapter) {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> Llama.open(model.toString(), adapter.toString(), "cpu").close())
        .withMessageContaining(words);
  }

  @Test
  void badAdaptersAreRefused() throws IOException {
    Path model = Fixtures.copy(Fixtures.SHARDED, folder);
    refused(
        "has shape", Fixtures.copy(Fixtures.LINEAR, folder), Fixtures.resource(Fixtures.ADAPTER));
    Path adapter = Fixtures.copy(Fixtures.ADAPTER, folder);
    Path config = adapter.resolve("adapter_config.json");
    String good = Files.readString(config);
    Files.writeString(config, good.replace("\"down_proj\"", "\"up_proj\""));
    refused("is missing", model, adapter);
    Files.writeString(config, good.replace("\"down_proj\"", "\"lm_head\""));
    refused("no target \"lm_head\"", model, adapter);
    Files.writeString(config, good.replace("\"use_dora\": false", "\"use_dora\": true"));
    refused("use_dora \"true\" is not supported", model, adapter);
    Files.writeString(config, good.replace("\"r\": 3", "\"r\": 0"));
    refused("rank >= 1", model, adapter);
    Files.delete(config);
    refused("adapter_config.json: no such file", model, adapter);
  }

  @Test
  void targetsAreNamedInTheMessage() {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> Fixtures.lora(4, "qproj"))
        .withMessageContaining("qproj")
        .withMessageContaining("q_proj");
    assertThat(Fixtures.lora(4, "v_proj", "q_proj").targets()).containsExactly("q_proj", "v_proj");
    assertThat(AdapterFiles.settings(new ModelFiles.Folder(Fixtures.resource(Fixtures.ADAPTER))))
        .isEqualTo(new LoraSettings(3, 5, List.of("q_proj", "v_proj", "down_proj")));
  }
}
