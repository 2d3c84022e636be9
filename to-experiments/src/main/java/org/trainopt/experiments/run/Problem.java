package org.trainopt.experiments.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.trainopt.experiments.config.LogisticSettings;
import org.trainopt.experiments.config.RunConfig;
import org.trainopt.experiments.config.TaskSettings;
import org.trainopt.experiments.network.NetworkProblem;
import org.trainopt.experiments.network.NetworkSettings;
import org.trainopt.experiments.study.StudyResult.OptimumInfo;
import org.trainopt.experiments.task.BatchFile;
import org.trainopt.experiments.task.BatchSampler;
import org.trainopt.experiments.task.Batches;
import org.trainopt.experiments.task.OptimumCache;

/**
 * Data and what is minimised on it, without the optimizer: what all runs that are compared share.
 * Immutable; each thread opens a workspace of its own.
 */
public interface Problem {
  /**
   * Loads a task's data.
   *
   * @throws org.trainopt.experiments.InputException if it cannot be had
   */
  static Problem of(TaskSettings task) {
    if (task instanceof LogisticSettings logistic) {
      return LogisticProblem.of(logistic);
    }
    if (task instanceof NetworkSettings network) {
      return new NetworkProblem(network.load());
    }
    throw new IllegalArgumentException("no problem for task " + task.task());
  }

  /** A short name for headings. */
  String title();

  /** The data in a few words: {@code 1,797 rows × 64 features, 10 classes}. */
  String about();

  /** SHA-256 of the data and whatever else is given beside the configuration (hex). */
  String sha256();

  /** The number of training rows N. */
  int rows();

  /** The number of weights d. */
  long dimension();

  /** The data, and the model where there is one, for a run file's first line. */
  ObjectNode describe();

  /** Adds the libraries that the gradients depend on, with what tells their results apart. */
  void putLibraries(ObjectNode json);

  /** What computes the gradients, in words. */
  String gradients();

  /**
   * What one thread needs to train.
   *
   * @param largestBatch the largest batch of its loops
   * @param seed of random initial weights
   */
  Workspace open(int largestBatch, long seed);

  /** The objective's infimum, from the cache or computed; null where it is out of reach. */
  default @Nullable OptimumInfo optimum(OptimumCache cache) {
    return null;
  }

  /** A run's batches: from its file, or drawn from its seed, whatever its optimizer. */
  default Batches batches(RunConfig config) {
    return config.batches() == null
        ? new BatchSampler(rows(), config.batchSize(), config.seed())
        : BatchFile.read(Path.of(config.batches()), rows(), config.steps());
  }
}
