package org.trainopt.experiments.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.trainopt.experiments.blas.Blas;
import org.trainopt.experiments.config.LogisticSettings;
import org.trainopt.experiments.data.Dataset;
import org.trainopt.experiments.data.Datasets;
import org.trainopt.experiments.study.StudyResult.OptimumInfo;
import org.trainopt.experiments.task.Design;
import org.trainopt.experiments.task.LogisticRegression;
import org.trainopt.experiments.task.OptimumCache;
import org.trainopt.experiments.task.OptimumSolver;

/** Task {@code logistic}: a data set and softmax regression on it. */
public final class LogisticProblem implements Problem {
  private final LogisticSettings settings;
  private final Dataset data;
  private final Design design;
  private final Blas blas = Blas.best();

  private LogisticProblem(LogisticSettings settings, Dataset data) {
    this.settings = settings;
    this.data = data;
    this.design = new Design(data);
  }

  /** Loads an embedded data set or a file. */
  public static LogisticProblem of(LogisticSettings settings) {
    Dataset raw = Datasets.load(settings.data());
    return new LogisticProblem(settings, settings.standardize() ? raw.standardized() : raw);
  }

  public Dataset data() {
    return data;
  }

  /** The objective, with scratch of its own for one thread. */
  public LogisticRegression objective(int maxBatch) {
    return new LogisticRegression(design, settings.l2(), maxBatch, blas);
  }

  @Override
  public Workspace open(int largestBatch, long seed) {
    LogisticRegression objective = objective(largestBatch);
    return (batches, spec, execution) -> new ObjectiveLoop(objective, batches, spec, execution);
  }

  @Override
  public @Nullable OptimumInfo optimum(OptimumCache cache) {
    if (!OptimumSolver.canSolve(design)) {
      return null;
    }
    String key =
        data.sha256().substring(0, 20)
            + (settings.standardize() ? "-standardized" : "")
            + "-"
            + settings.l2();
    return cache.get(key, () -> new OptimumSolver(design, settings.l2(), blas).solve());
  }

  @Override
  public String title() {
    return settings.data();
  }

  @Override
  public String about() {
    return String.format(
        Locale.ROOT,
        "%,d rows × %,d features, %d classes",
        data.rows(),
        data.columns(),
        data.classes());
  }

  @Override
  public String sha256() {
    return data.sha256();
  }

  @Override
  public int rows() {
    return data.rows();
  }

  @Override
  public long dimension() {
    return (long) (data.columns() + 1) * data.classes();
  }

  @Override
  public ObjectNode describe() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("name", settings.data());
    json.put("sha256", data.sha256());
    json.put("rows", data.rows());
    json.put("columns", data.columns());
    json.put("classes", data.classes());
    return json;
  }

  @Override
  public void putLibraries(ObjectNode json) {
    json.put("blas", blas.name());
  }

  @Override
  public String gradients() {
    return blas.name();
  }
}
