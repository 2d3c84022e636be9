package org.trainopt.experiments.network;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AbstractTensor;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.trainopt.experiments.run.Evaluation;

/**
 * Two layers on made-up data, with the name of a real task: 96 rows of 8 features in 3 classes, of
 * which the last 32 are for validation.
 */
public final class TinyTask implements NetworkTask, NetworkSettings {
  private static final int ROWS = 96;
  private static final int TRAINING = 64;
  private static final int WIDTH = 8;
  private static final int HIDDEN = 16;
  private static final int CLASSES = 3;

  private final String task;
  private final float[] features = new float[ROWS * WIDTH];
  private final long[] labels = new long[ROWS];

  /**
   * @param task the task family whose methods a study takes
   */
  public TinyTask(String task) {
    this.task = task;
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < ROWS; i++) {
      labels[i] = random.nextInt(CLASSES);
      for (int j = 0; j < WIDTH; j++) {
        features[i * WIDTH + j] =
            (float) (random.nextDouble() + (j % CLASSES == labels[i] ? 0.5 : 0));
      }
    }
  }

  @Override
  public String task() {
    return task;
  }

  @Override
  public void writeTo(ObjectNode json) {
    json.put("data", "tiny");
  }

  @Override
  public TinyTask withFiles(UnaryOperator<String> place) {
    return this;
  }

  @Override
  public NetworkTask load() {
    return this;
  }

  @Override
  public String device() {
    return "cpu";
  }

  @Override
  public String title() {
    return "two layers on tiny";
  }

  @Override
  public String sha256() {
    return "0".repeat(64);
  }

  @Override
  public int rows() {
    return TRAINING;
  }

  @Override
  public long dimension() {
    return WIDTH * HIDDEN + HIDDEN * CLASSES;
  }

  @Override
  public ObjectNode describe() {
    return JsonNodeFactory.instance.objectNode().put("name", "tiny");
  }

  @Override
  public Network open(long seed) {
    return new TwoLayers(seed);
  }

  private final class TwoLayers implements Network {
    private final PointerScope memory;
    private final Map<String, Tensor> parameters = new LinkedHashMap<>();
    private final Tensor x;
    private final Tensor y;

    TwoLayers(long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      try (PointerScope held = new PointerScope().extend()) {
        memory = held;
        x = AbstractTensor.create(features, ROWS, WIDTH);
        y = AbstractTensor.create(labels, ROWS);
        parameters.put("first", weights(random, WIDTH, HIDDEN));
        parameters.put("second", weights(random, HIDDEN, CLASSES));
      }
    }

    private static Tensor weights(SplittableRandom random, int in, int out) {
      float[] values = new float[in * out];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) ((random.nextDouble() - 0.5) / Math.sqrt(in));
      }
      Tensor tensor = AbstractTensor.create(values, in, out);
      tensor.set_requires_grad(true);
      return tensor;
    }

    @Override
    public Map<String, Tensor> parameters() {
      return parameters;
    }

    @Override
    public int rows() {
      return TRAINING;
    }

    private Tensor parameter(String name) {
      return Objects.requireNonNull(parameters.get(name));
    }

    private Tensor scores(Tensor rows) {
      return rows.matmul(parameter("first")).tanh().matmul(parameter("second"));
    }

    @Override
    @SuppressWarnings("try") // the scope is there to be closed
    public double backward(int[] rows, int count) {
      try (PointerScope local = new PointerScope()) {
        long[] batch = new long[count];
        for (int i = 0; i < count; i++) {
          batch[i] = rows[i];
        }
        Tensor index = AbstractTensor.create(batch, count);
        Tensor loss =
            torch.cross_entropy(scores(x.index_select(0, index)), y.index_select(0, index));
        loss.backward();
        return loss.item_double();
      }
    }

    @Override
    @SuppressWarnings("try") // the scope is there to be closed
    public Evaluation evaluate() {
      try (PointerScope local = new PointerScope()) {
        Tensor scores = scores(x).detach();
        Map<String, Double> more = new LinkedHashMap<>();
        more.put("validationLoss", loss(scores, TRAINING, ROWS));
        return new Evaluation(loss(scores, 0, TRAINING), more);
      }
    }

    private double loss(Tensor scores, long from, long to) {
      return torch
          .cross_entropy(scores.narrow(0, from, to - from), y.narrow(0, from, to - from))
          .item_double();
    }

    @Override
    public void close() {
      memory.close();
    }
  }
}
