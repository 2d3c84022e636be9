package org.trainopt.experiments.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;
import org.trainopt.experiments.study.StudyResult;
import org.trainopt.experiments.study.StudyResult.Axis;
import org.trainopt.experiments.study.StudyResult.ControlResult;
import org.trainopt.experiments.study.StudyResult.Curve;
import org.trainopt.experiments.study.StudyResult.MethodResult;
import org.trainopt.experiments.study.StudyResult.OptimumInfo;
import org.trainopt.experiments.study.StudyResult.Provenance;
import org.trainopt.experiments.study.StudyResult.TaskResult;
import org.trainopt.experiments.study.StudyResult.Trial;

/** One task whose final losses a test states; curves fall straight from 1 to them in 100 steps. */
final class TinyStudy {
  private static final int STEPS = 100;

  private final Map<String, double[]> finals = new LinkedHashMap<>();
  private final List<ControlResult> controls = new ArrayList<>();
  private @Nullable OptimumInfo optimum;

  /** A method by its runs' final losses on seeds 1, 2, …; +∞ is a diverged run. */
  TinyStudy method(String name, double... losses) {
    finals.put(name, losses);
    return this;
  }

  /** A control on seeds from {@code firstSeed} on. */
  TinyStudy control(String name, String expected, long firstSeed, double... losses) {
    controls.add(new ControlResult(name, expected, curves(firstSeed, losses)));
    return this;
  }

  TinyStudy optimum(double value, double gap) {
    optimum = new OptimumInfo(value, true, gap, null, "by hand");
    return this;
  }

  /** A little below and above a value, ten runs. */
  static double[] about(double value) {
    return DoubleStream.of(1, -2, 3, -1, 2, -3, 1, -1, 2, -2)
        .map(i -> value * (1 + 0.002 * i))
        .toArray();
  }

  StudyResult study() {
    List<MethodResult> methods = new ArrayList<>();
    finals.forEach(
        (name, losses) ->
            methods.add(
                new MethodResult(
                    name,
                    List.of(new Axis("learningRate", 0.01, 1, List.of())),
                    List.of(new Trial(Map.of("learningRate", "0.1"), losses[0], List.of("runs/t"))),
                    0,
                    List.of(),
                    curves(1, losses),
                    8)));
    TaskResult task =
        new TaskResult(
            "logistic",
            "toy",
            "00",
            0.01,
            "10 rows × 2 features, 2 classes",
            6,
            STEPS,
            4,
            optimum,
            methods,
            controls,
            List.of());
    return new StudyResult(
        "toy",
        1,
        List.of(task),
        new Provenance("v", "java", "java", "17", "box", "./to reproduce", "now", 1));
  }

  private static List<Curve> curves(long firstSeed, double... losses) {
    List<Curve> curves = new ArrayList<>();
    for (double loss : losses) {
      boolean diverged = Double.isInfinite(loss);
      long seed = firstSeed + curves.size();
      curves.add(
          new Curve(
              seed,
              "runs/" + seed,
              diverged,
              diverged ? new int[] {0} : new int[] {0, STEPS},
              diverged ? new double[] {1} : new double[] {1, loss},
              Map.of(),
              1));
    }
    return curves;
  }

  static double[] with(double[] losses, int at, double loss) {
    double[] copy = Arrays.copyOf(losses, losses.length);
    copy[at] = loss;
    return copy;
  }
}
