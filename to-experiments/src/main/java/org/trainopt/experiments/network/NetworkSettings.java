package org.trainopt.experiments.network;

import org.trainopt.experiments.config.TaskSettings;

/** The settings of a task whose model LibTorch differentiates. */
public interface NetworkSettings extends TaskSettings {
  /**
   * Reads model and data.
   *
   * @throws org.trainopt.experiments.InputException if they cannot be had
   */
  NetworkTask load();

  /** Where it computes: {@code cpu} or {@code cuda:N}. */
  default String device() {
    return "cpu";
  }
}
