package org.trainopt.experiments.llama;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.trainopt.experiments.network.Devices;
import org.trainopt.experiments.network.LibTorch;
import org.trainopt.experiments.network.Network;
import org.trainopt.experiments.run.Evaluation;

/** A Llama in training: the checkpoint's weights, and adapters where they are trained instead. */
public final class LlamaNetwork implements Network {
  private final LlamaTask task;
  private final PointerScope scope;
  private final Map<String, Tensor> weights; // all, the adapters too
  private final Map<String, Tensor> trained;
  private final LlamaModel model;

  LlamaNetwork(LlamaTask task, long seed) {
    this.task = task;
    LlamaSettings settings = task.settings();
    LibTorch.alignBlas();
    // Closed here it only leaves the thread's stack of scopes; close() below frees what it holds.
    try (PointerScope held = new PointerScope().extend()) {
      scope = held;
      Device device = Devices.of(settings.device());
      weights = ModelTensors.load(task.config(), task.checkpoint(), device);
      if (settings.lora() == null) {
        trained = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
      } else {
        trained =
            Collections.unmodifiableMap(
                ModelTensors.adapters(task.config(), settings.lora(), seed, device));
        weights.putAll(trained);
      }
      trained.values().forEach(tensor -> tensor.set_requires_grad(true));
      model = new LlamaModel(task.config(), weights, settings.lora(), device);
    }
  }

  @Override
  public Map<String, Tensor> parameters() {
    return trained;
  }

  @Override
  public int rows() {
    return task.rows();
  }

  @Override
  @SuppressWarnings("try") // the scope is there to be closed
  public double backward(int[] rows, int count) {
    List<Example> examples = new ArrayList<>();
    long tokens = 0;
    for (int i = 0; i < count; i++) {
      Example example = task.instructions().training().get(rows[i]);
      examples.add(example);
      tokens += example.predicted();
    }
    double sum = 0;
    int parts = Math.min(task.settings().accumulate(), count);
    for (int part = 0; part < parts; part++) {
      int from = (int) ((long) count * part / parts);
      int to = (int) ((long) count * (part + 1) / parts);
      try (PointerScope local = new PointerScope()) {
        Tensor loss = model.loss(Batch.of(examples.subList(from, to)));
        sum += loss.item_double();
        loss.mul(new Scalar(1.0 / tokens)).backward();
      }
    }
    return sum / tokens;
  }

  /**
   * Loss, perplexity and accuracy of the answers' tokens of the records held out.
   *
   * @return the loss with {@code perplexity}, {@code accuracy} and {@code tokens}
   */
  @Override
  @SuppressWarnings("try") // scope and guard are there to be closed
  public Evaluation evaluate() {
    double sum = 0;
    long right = 0;
    long tokens = 0;
    for (Batch batch : task.validationBatches()) {
      try (PointerScope local = new PointerScope();
          NoGradGuard guard = new NoGradGuard()) {
        Tensor logits = model.logits(batch);
        sum += model.crossEntropy(logits, batch).item_double();
        Tensor best = logits.argmax(new LongOptional(-1), false);
        right += best.eq(Index.of(batch.targets, best.device())).sum().item_long();
        tokens += batch.targets.length;
      }
    }
    double loss = sum / tokens;
    Map<String, Double> more = new LinkedHashMap<>();
    more.put("perplexity", Math.exp(loss));
    more.put("accuracy", (double) right / tokens);
    more.put("tokens", (double) tokens);
    return new Evaluation(loss, more);
  }

  /**
   * The most likely answer, token by token.
   *
   * @param maxTokens of the answer
   */
  public String answer(AlpacaRecord record, int maxTokens) {
    int[] prompt = task.tokenizer().encode(record.prompt(), true);
    return task.tokenizer().decode(Greedy.continuation(model, task.config(), prompt, maxTokens));
  }

  LlamaModel model() {
    return model;
  }

  /** All tensors by name, the adapters too. */
  Map<String, Tensor> tensors() {
    return Collections.unmodifiableMap(weights);
  }

  LlamaTask task() {
    return task;
  }

  @Override
  public void close() {
    scope.close();
  }
}
