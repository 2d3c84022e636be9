package org.trainopt.experiments.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.trainopt.experiments.study.StudyResult;
import org.trainopt.experiments.study.StudyResult.Axis;
import org.trainopt.experiments.study.StudyResult.ControlResult;
import org.trainopt.experiments.study.StudyResult.Curve;
import org.trainopt.experiments.study.StudyResult.MethodResult;
import org.trainopt.experiments.study.StudyResult.OptimumInfo;
import org.trainopt.experiments.study.StudyResult.OverheadResult;
import org.trainopt.experiments.study.StudyResult.Provenance;
import org.trainopt.experiments.study.StudyResult.TaskResult;
import org.trainopt.experiments.study.StudyResult.Trial;

/** A made-up study that looks like a real one: eight tasks, nine methods, one run that diverges. */
final class StudyFixture {
  static final List<String> METHODS =
      List.of(
          "SGD",
          "Momentum",
          "AdaGrad",
          "RMSProp",
          "Adam",
          "Full-TO",
          "Diagonal-TO",
          "Rank-One-TO",
          "Diagonal-TO + Adam scaling");

  private static final int STEPS = 1000;
  private static final int SEEDS = 8;
  private static final int TRIALS = 16;

  private final Random random = new Random(7);

  private final boolean network;

  private StudyFixture(boolean network) {
    this.network = network;
  }

  /** A network's study: one task without λ, few seeds, figures beside the loss. */
  static StudyResult network(String task) {
    StudyResult made = new StudyFixture(true).make(List.of("A model on data"));
    TaskResult t = made.tasks().get(0);
    return new StudyResult(
        made.preset(),
        made.masterSeed(),
        List.of(
            new TaskResult(
                task,
                t.data(),
                t.dataSha256(),
                null,
                "1,234 training rows",
                567_890,
                t.steps(),
                t.batchSize(),
                null,
                t.methods(),
                t.controls(),
                t.overhead())),
        made.provenance());
  }

  private Map<String, double[]> more(double[] loss) {
    return network
        ? Map.of("validationAccuracy", Arrays.stream(loss).map(x -> 1 - x / 4).toArray())
        : Map.of();
  }

  static StudyResult study() {
    return new StudyFixture(false).make(List.of("digits", "letter", "satimage", "dna"));
  }

  /** The same with other data sets' names. */
  static StudyResult study(String... data) {
    return new StudyFixture(false).make(List.of(data));
  }

  private StudyResult make(List<String> data) {
    List<TaskResult> tasks = new ArrayList<>();
    for (String name : data) {
      for (double l2 : new double[] {0, 0.01}) {
        tasks.add(task(name, l2));
      }
    }
    return new StudyResult(
        "quick",
        1,
        tasks,
        new Provenance(
            "0.1.0-SNAPSHOT (abc1234)",
            "native (AVX2)",
            "OpenBLAS 0.3.31",
            "OpenJDK 17.0.13",
            "Linux amd64, 2 cores",
            "./to reproduce --preset quick",
            "2026-11-23T12:00:00Z",
            423.6));
  }

  private TaskResult task(String data, double l2) {
    double optimum = l2 == 0 ? 0.05 : 0.35;
    List<MethodResult> methods = new ArrayList<>();
    for (int m = 0; m < METHODS.size(); m++) {
      methods.add(method(METHODS.get(m), m, data, l2, optimum));
    }
    List<Curve> control = new ArrayList<>();
    List<Curve> slow = new ArrayList<>();
    for (int seed = 0; seed < SEEDS; seed++) {
      control.add(curve("control", 5000 + seed, optimum, speed(4, l2), 0.05, false));
      slow.add(curve("slow", 1000 + seed, optimum, 0.02, 0.05, false));
    }
    List<OverheadResult> overhead = new ArrayList<>();
    for (int m = 0; m < METHODS.size(); m++) {
      double ratio = 1 + 0.02 * m;
      overhead.add(
          new OverheadResult(
              METHODS.get(m), 120 * ratio, 4 + 2.5 * m, ratio, ratio - 0.02, ratio + 0.03, 7));
    }
    return new TaskResult(
        "logistic",
        data,
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        l2,
        "1,797 rows × 64 features, 10 classes",
        650,
        STEPS,
        64,
        new OptimumInfo(optimum, true, 1e-12, l2 == 0 ? null : 90.0, "Newton, gap ≤ ‖∇F‖²/(2λ)"),
        methods,
        List.of(
            new ControlResult("Adam with other seeds", "no difference", control),
            new ControlResult("Adam, learning rate / 100", "worse", slow)),
        overhead);
  }

  private static double speed(int method, double l2) {
    double[] speeds = {0.6, 0.7, 0.9, 1.3, 1.6, 0.705, 0.72, 0.7, 1.8};
    return speeds[method] * (l2 > 0 && method != 3 && method != 4 ? 3.2 : 1);
  }

  private MethodResult method(String name, int m, String data, double l2, double optimum) {
    List<Axis> space = new ArrayList<>();
    space.add(new Axis("learningRate", 3e-3, 3, List.of()));
    space.add(new Axis("schedule", Double.NaN, Double.NaN, List.of("constant", "1/t", "cosine")));
    if (m == 1 || m >= 4) {
      space.add(new Axis("beta", 0.02, 1, List.of()));
    }
    if (m >= 5) {
      space.add(new Axis("rho", 1e-3, 1, List.of()));
    }
    List<Trial> trials = new ArrayList<>();
    int winner = 0;
    for (int t = 0; t < TRIALS; t++) {
      double rate = 3e-3 * Math.pow(1000, (t + 0.5) / TRIALS);
      Map<String, String> values = new LinkedHashMap<>();
      for (Axis axis : space) {
        values.put(
            axis.name(),
            axis.isChoice()
                ? axis.choices().get(t % 3)
                : axis.name().equals("learningRate")
                    ? String.format(Locale.ROOT, "%.4g", rate)
                    : String.format(Locale.ROOT, "%.4g", axis.high() * Math.pow(0.8, t % 7)));
      }
      double distance = Math.log(rate / (0.05 * (m + 1)));
      double loss =
          rate > 2 && m < 3
              ? Double.POSITIVE_INFINITY
              : optimum + 0.02 * (1 + distance * distance) + 0.002 * random.nextDouble();
      trials.add(new Trial(values, loss, List.of("runs/trial-" + m + "-" + t + ".jsonl")));
      winner = loss < trials.get(winner).finalLoss() ? t : winner;
    }
    List<Curve> runs = new ArrayList<>();
    for (int seed = 0; seed < SEEDS; seed++) {
      boolean diverges = name.equals("Rank-One-TO") && data.equals("letter") && seed == 3;
      // Paired seeds: what a seed brings is common to the methods, but for a little.
      double luck = 0.05 * new Random(seed).nextGaussian();
      runs.add(curve(name, 1000 + seed, optimum, speed(m, l2) * (1 + luck), 0.01, diverges));
    }
    List<String> edge = m == 0 && l2 == 0 ? List.of("learningRate") : List.of();
    return new MethodResult(name, space, trials, winner, edge, runs, 650 * 4L * (m % 4));
  }

  private Curve curve(
      String name, long seed, double optimum, double speed, double noise, boolean diverges) {
    TreeSet<Integer> at = new TreeSet<>(List.of(0, STEPS));
    for (int i = 1; i < 20; i++) {
      at.add(STEPS * i / 20);
      at.add((int) Math.round(Math.pow(STEPS, i / 20.0)));
    }
    int[] steps = at.stream().filter(s -> !diverges || s < 400).mapToInt(s -> s).toArray();
    double[] loss = new double[steps.length];
    double factor = 1 + noise * random.nextGaussian();
    for (int i = 0; i < steps.length; i++) {
      double wiggle = 1 + 0.3 * noise * random.nextGaussian();
      loss[i] =
          optimum + (Math.log(10) - optimum) / (1 + 0.05 * speed * factor * steps[i]) * wiggle;
    }
    loss[0] = Math.log(10);
    String file = "runs/" + name.replaceAll("[^A-Za-z]", "") + "-" + seed + ".jsonl";
    return new Curve(seed, file, diverges, steps, loss, more(loss), 12.5);
  }
}
