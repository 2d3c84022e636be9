package org.trainopt.experiments.resnet;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.trainopt.experiments.data.ImageData;
import org.trainopt.experiments.data.Images;
import org.trainopt.experiments.network.Devices;
import org.trainopt.experiments.network.Network;
import org.trainopt.experiments.network.NetworkTask;

/** A residual network and its images, without weights. */
public final class ResNetTask implements NetworkTask {
  private final ResNetSettings settings;
  private final ResNetModel model;
  private final ImageData data;
  private final String sha256;
  private final PixelScale scale;

  private ResNetTask(ResNetSettings settings, ImageData data) {
    this.settings = settings;
    this.model = ResNetModel.named(settings.model());
    this.data = data;
    this.sha256 = data.sha256();
    this.scale = new PixelScale(data.name(), data.training());
  }

  /**
   * Reads the images.
   *
   * @throws org.trainopt.experiments.InputException if they or the device cannot be had
   */
  public static ResNetTask load(ResNetSettings settings) {
    Devices.of(settings.device());
    ImageData all = ImageData.load(settings.data());
    return new ResNetTask(
        settings,
        new ImageData(
            all.name(),
            limited(all.training(), settings.rows()),
            limited(all.validation(), settings.validationRows()),
            all.classes()));
  }

  private static Images limited(Images images, int rows) {
    return rows == 0 ? images : images.first(rows);
  }

  @Override
  public String title() {
    return model.name().replace("resnet", "ResNet") + " on " + data.name();
  }

  @Override
  public String sha256() {
    return sha256;
  }

  @Override
  public int rows() {
    return data.training().rows();
  }

  @Override
  public String about() {
    Images images = data.training();
    return String.format(
        Locale.ROOT,
        "%,d training images of %d×%d×%d%s, %,d for validation, %d classes",
        rows(),
        images.channels(),
        images.height(),
        images.width(),
        settings.augment() ? ", shifted and flipped at random" : "",
        data.validation().rows(),
        data.classes());
  }

  @Override
  public long dimension() {
    return model.dimension(data.training().channels(), data.classes());
  }

  @Override
  public ObjectNode describe() {
    Images images = data.training();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("data", data.name()).put("dataSha256", sha256);
    json.put("trainingRows", rows()).put("validationRows", data.validation().rows());
    json.put("channels", images.channels());
    json.put("height", images.height()).put("width", images.width());
    json.put("classes", data.classes());
    json.put("model", model.name()).put("weights", dimension());
    ArrayNode means = json.putArray("pixelMeans");
    ArrayNode deviations = json.putArray("pixelDeviations");
    for (int c = 0; c < images.channels(); c++) {
      means.add(scale.mean(c));
      deviations.add(scale.deviation(c));
    }
    return json;
  }

  @Override
  public Network open(long seed) {
    return new ImageClassifier(settings, model, data, scale, seed);
  }
}
