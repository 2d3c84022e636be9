package org.trainopt.experiments.report;

import java.util.List;
import org.trainopt.experiments.study.StudyResult;

/** What the report says in studies of one task family. */
enum Family {
  LOGISTIC("training loss", "Training loss F(w)", ""),
  RESNET("training loss", "Training loss", "Figure 2"),
  LLAMA("validation loss", "Validation loss", "Figure 3");

  private final String loss;
  private final String title;
  private final String paperFigure;

  Family(String loss, String title, String paperFigure) {
    this.loss = loss;
    this.title = title;
    this.paperFigure = paperFigure;
  }

  static Family of(StudyResult study) {
    return study.tasks().isEmpty() ? LOGISTIC : of(study.tasks().get(0).task());
  }

  static Family of(String task) {
    return switch (task) {
      case "resnet" -> RESNET;
      case "llama" -> LLAMA;
      default -> LOGISTIC;
    };
  }

  /** The loss that methods are tuned and compared by, within a sentence. */
  String loss() {
    return loss;
  }

  /** The same as a heading. */
  String lossTitle() {
    return title;
  }

  /** The paper's figure of a network's loss over the steps; empty for logistic regression. */
  String paperFigure() {
    return paperFigure;
  }

  /** Whether the model is a network, not a vector of weights. */
  boolean isNetwork() {
    return this != LOGISTIC;
  }

  /** How the numbers were made. */
  List<String> protocol() {
    return FamilyTexts.protocol(this);
  }

  /** What is not as in the paper. */
  List<String> differences() {
    return FamilyTexts.differences(this);
  }
}
