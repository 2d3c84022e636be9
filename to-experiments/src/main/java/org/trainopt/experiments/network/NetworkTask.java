package org.trainopt.experiments.network;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/**
 * A model and its data without weights in training: what all runs that are compared share.
 * Immutable and safe for use by several threads, each with networks of its own.
 */
public interface NetworkTask {
  /** A short name for headings: {@code ResNet-8 on digits}. */
  String title();

  /** SHA-256 of all that determines a run beside its configuration: data, given weights (hex). */
  String sha256();

  /** The number of training rows that batches are drawn from. */
  int rows();

  /** The data in a few words, for people. */
  default String about() {
    return String.format(Locale.ROOT, "%,d training rows", rows());
  }

  /** The number of trainable weights. */
  long dimension();

  /** Model and data for a run file's first line: names, hashes, sizes. */
  ObjectNode describe();

  /**
   * A network in training.
   *
   * @param seed of its random initial weights and of whatever else it draws
   */
  Network open(long seed);
}
