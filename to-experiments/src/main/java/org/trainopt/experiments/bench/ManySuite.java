package org.trainopt.experiments.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** One step on many tensors at once, by their size: what crossing into native code costs. */
final class ManySuite implements Suite {
  static final String NAME = "many";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "one step on " + Settings.TENSORS + " tensors at once, against LibTorch";
  }

  @Override
  public List<Section> run(Settings settings, Consumer<String> progress) {
    List<Section> sections = new ArrayList<>();
    for (int size : settings.tensorSizes()) {
      String title =
          String.format(Locale.ROOT, "A step, %d tensors of %,d weights", Settings.TENSORS, size);
      TensorSections.measure(NAME, title, Settings.TENSORS, size, settings, progress)
          .ifPresent(sections::add);
    }
    return sections;
  }
}
