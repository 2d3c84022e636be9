package org.trainopt.experiments.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.trainopt.experiments.blas.Blas;
import org.trainopt.experiments.config.RunConfig;
import org.trainopt.experiments.data.Dataset;
import org.trainopt.experiments.data.Datasets;
import org.trainopt.experiments.study.StudyResult.OptimumInfo;
import org.trainopt.experiments.task.BatchFile;
import org.trainopt.experiments.task.BatchSampler;
import org.trainopt.experiments.task.Batches;
import org.trainopt.experiments.task.Design;
import org.trainopt.experiments.task.LogisticRegression;
import org.trainopt.experiments.task.OptimumCache;
import org.trainopt.experiments.task.OptimumSolver;

/**
 * A data set and an objective on it, without the optimizer: what all runs that are compared share.
 * Immutable; each thread takes an {@link #objective} of its own.
 */
public final class Problem {
  private final String name;
  private final Dataset data;
  private final boolean standardize;
  private final Design design;
  private final double l2;
  private final Blas blas;

  private Problem(String name, Dataset data, boolean standardize, double l2, Blas blas) {
    this.name = name;
    this.data = data;
    this.standardize = standardize;
    this.design = new Design(data);
    this.l2 = l2;
    this.blas = blas;
  }

  /** Loads a run's data. */
  public static Problem of(RunConfig config) {
    return of(config.data(), config.standardize(), config.l2());
  }

  /** Loads an embedded data set or a file. */
  public static Problem of(String data, boolean standardize, double l2) {
    Dataset raw = Datasets.load(data);
    return new Problem(data, standardize ? raw.standardized() : raw, standardize, l2, Blas.best());
  }

  public Dataset data() {
    return data;
  }

  public double l2() {
    return l2;
  }

  public Blas blas() {
    return blas;
  }

  /** The objective, with scratch of its own for one thread. */
  public LogisticRegression objective(int maxBatch) {
    return new LogisticRegression(design, l2, maxBatch, blas);
  }

  /**
   * The objective's infimum, from the cache or computed; null if there are too many weights for it.
   */
  public @Nullable OptimumInfo optimum(OptimumCache cache) {
    if (!OptimumSolver.canSolve(design)) {
      return null;
    }
    String key = data.sha256().substring(0, 20) + (standardize ? "-standardized" : "") + "-" + l2;
    return cache.get(key, () -> new OptimumSolver(design, l2, blas).solve());
  }

  /** A run's batches: from its file, or drawn from its seed, whatever its optimizer. */
  Batches batches(RunConfig config) {
    return config.batches() == null
        ? new BatchSampler(data.rows(), config.batchSize(), config.seed())
        : BatchFile.read(Path.of(config.batches()), data.rows(), config.steps());
  }

  ObjectNode describe() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("name", name);
    json.put("sha256", data.sha256());
    json.put("rows", data.rows());
    json.put("columns", data.columns());
    json.put("classes", data.classes());
    return json;
  }
}
