package org.trainopt.experiments.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** One step on one tensor, by size. */
final class StepSuite implements Suite {
  static final String NAME = "step";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "one step on one tensor, against LibTorch and the streaming limit";
  }

  @Override
  public List<Section> run(Settings settings, Consumer<String> progress) {
    List<Section> sections = new ArrayList<>();
    for (int size : settings.sizes()) {
      String title = String.format(Locale.ROOT, "A step, %,d weights", size);
      TensorSections.measure(NAME, title, 1, size, settings, progress).ifPresent(sections::add);
    }
    return sections;
  }
}
