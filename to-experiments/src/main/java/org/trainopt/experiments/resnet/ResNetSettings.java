package org.trainopt.experiments.resnet;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.UnaryOperator;
import org.trainopt.experiments.config.Fields;
import org.trainopt.experiments.network.Devices;
import org.trainopt.experiments.network.NetworkSettings;

/**
 * Task {@code resnet}: a residual network that classifies images.
 *
 * @param data an embedded image set's name or a folder
 * @param model the architecture; see {@link ResNetModel}
 * @param rows only the first this many training images are used; 0: all
 * @param evaluationRows the training loss is taken over this many of them, evenly spaced; 0: all
 * @param validationRows only the first this many validation images are used; 0: all
 * @param augment whether training images are shifted by up to 4 pixels and flipped at random
 * @param device {@code cpu} or {@code cuda:N}
 */
public record ResNetSettings(
    String data,
    String model,
    int rows,
    int evaluationRows,
    int validationRows,
    boolean augment,
    String device)
    implements NetworkSettings {
  public static final String TASK = "resnet";

  private static final String CPU = "cpu";
  private static final String MODEL = "resnet-8";
  private static final int EVALUATION_ROWS = 1000;

  public ResNetSettings {
    ResNetModel.named(model);
    if (!Devices.isName(device)) {
      throw new IllegalArgumentException(
          "device must be cpu or cuda:N, but was \"" + device + "\"");
    }
    if (rows < 0 || evaluationRows < 0 || validationRows < 0) {
      throw new IllegalArgumentException(
          "rows, evaluationRows and validationRows must be >= 0, but were "
              + rows
              + ", "
              + evaluationRows
              + " and "
              + validationRows);
    }
  }

  /** A model on all images of a set. */
  public static ResNetSettings of(String data, String model) {
    return new ResNetSettings(data, model, 0, EVALUATION_ROWS, 0, false, CPU);
  }

  /** Reads the task's own keys; all but {@code data} have defaults. */
  public static ResNetSettings read(Fields json) {
    String data = json.text("data");
    String model = json.has("model") ? json.text("model") : MODEL;
    int rows = whole(json, "rows", 0);
    int evaluationRows = whole(json, "evaluationRows", EVALUATION_ROWS);
    int validationRows = whole(json, "validationRows", 0);
    boolean augment = json.flag("augment", false);
    String device = json.has("device") ? json.text("device") : CPU;
    if (!Devices.isName(device)) {
      throw json.wrong("device", "cpu or cuda:N", device);
    }
    try {
      ResNetModel.named(model);
    } catch (IllegalArgumentException e) {
      throw json.wrong("model", "resnet-18, resnet-18-small or resnet-N, N = 6n + 2", model);
    }
    return new ResNetSettings(data, model, rows, evaluationRows, validationRows, augment, device);
  }

  private static int whole(Fields json, String key, int absent) {
    long value = json.whole(key, absent, 0);
    if (value > Integer.MAX_VALUE) {
      throw json.wrong(key, "a whole number <= " + Integer.MAX_VALUE, value);
    }
    return (int) value;
  }

  @Override
  public String task() {
    return TASK;
  }

  @Override
  public void writeTo(ObjectNode json) {
    json.put("data", data).put("model", model).put("rows", rows);
    json.put("evaluationRows", evaluationRows).put("validationRows", validationRows);
    json.put("augment", augment).put("device", device);
  }

  @Override
  public ResNetSettings withFiles(UnaryOperator<String> place) {
    return new ResNetSettings(
        place.apply(data), model, rows, evaluationRows, validationRows, augment, device);
  }

  @Override
  public ResNetTask load() {
    return ResNetTask.load(this);
  }
}
