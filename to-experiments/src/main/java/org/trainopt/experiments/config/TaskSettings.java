package org.trainopt.experiments.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.UnaryOperator;

/** What a run's configuration says of its task: the keys beside those that all tasks share. */
public interface TaskSettings {
  /** The task family, as the key {@code task} names it. */
  String task();

  /** Adds the task's own keys with all defaults written out, in a fixed order. */
  void writeTo(ObjectNode json);

  /**
   * The same settings with every file or folder they name put through {@code place}: from the
   * configuration's folder.
   */
  TaskSettings withFiles(UnaryOperator<String> place);
}
