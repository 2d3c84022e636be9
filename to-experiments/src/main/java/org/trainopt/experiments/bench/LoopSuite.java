package org.trainopt.experiments.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.trainopt.api.Estimator;
import org.trainopt.api.GainPolicy;
import org.trainopt.api.InitialBias;
import org.trainopt.api.InitialV;
import org.trainopt.api.OptimizerSpec;
import org.trainopt.api.Order;
import org.trainopt.api.Scaling;
import org.trainopt.api.Schedules;
import org.trainopt.api.Training;
import org.trainopt.experiments.bench.Column.Style;
import org.trainopt.experiments.config.LogisticSettings;
import org.trainopt.experiments.network.LibTorch;
import org.trainopt.experiments.run.LogisticProblem;
import org.trainopt.experiments.run.ObjectiveLoop;
import org.trainopt.experiments.task.BatchSampler;
import org.trainopt.experiments.task.Batches;
import org.trainopt.experiments.task.LogisticRegression;
import org.trainopt.kernel.Execution;

/**
 * End to end: the loop of {@code ./to run} on the task {@code logistic}, optimizer by optimizer,
 * with what of it the optimizer takes and where the rest goes, and the same task on LibTorch.
 */
public final class LoopSuite implements Suite {
  private static final String NAME = "loop";
  private static final String DATA = "digits";
  private static final int BATCH = 64;
  private static final double LEARNING_RATE = 1e-3;

  /** Steps before the weights' gradients are cut into parts. */
  private static final int TRAINED = 1000;

  private static final Training TRAINING =
      new Training(
          Schedules.constant(0.1),
          Schedules.constant(0.1),
          true,
          Order.CO_TRAIN_FIRST,
          InitialBias.ZERO);

  private static final Column MICROS = new Column("micros", "µs/step", Style.SPREAD);
  private static final Column STEPS = new Column("stepsPerSecond", "steps/s", Style.WHOLE);
  private static final Column OPTIMIZER =
      new Column("optimizerMicros", "of it optimizer, µs", Style.SPREAD);
  private static final Column SHARE = new Column("share", "share", Style.PERCENT);
  private static final Column RATIO =
      new Column("timesLibTorch", "steps/s ÷ LibTorch's", Style.SPREAD);

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "steps per second of the logistic task, end to end, against LibTorch's autograd and Adam";
  }

  @Override
  public List<Section> run(Settings settings, Consumer<String> progress) {
    LogisticProblem problem = LogisticProblem.of(new LogisticSettings(DATA, true, 0));
    Batches batches = new BatchSampler(problem.data().rows(), BATCH, 1);
    Execution execution = Execution.best().withThreads(settings.threads());
    LoopRounds rounds = new LoopRounds();
    List<String> ours = new ArrayList<>();
    List<Runnable> closers = new ArrayList<>();
    try {
      for (Map.Entry<String, OptimizerSpec> optimizer : optimizers().entrySet()) {
        String name = optimizer.getKey();
        if (settings.wants(name)) {
          ObjectiveLoop loop =
              new ObjectiveLoop(problem.objective(BATCH), batches, optimizer.getValue(), execution);
          closers.add(loop::close);
          ours.add(name);
          rounds.add(bare(name), new LoopTurn(loop::computeGradients));
          rounds.add(name, new LoopTurn(steps -> loop.advance(loop.step() + steps)));
        }
      }
      List<String> rivals = new ArrayList<>();
      String missing = LibTorch.failure();
      if (missing == null) {
        int[] threads = IntStream.of(1, settings.threads()).distinct().toArray();
        for (int count : threads) {
          TorchLoop loop = new TorchLoop(problem.data(), batches, LEARNING_RATE);
          closers.add(loop::close);
          String name = "LibTorch Adam, " + count + (count == 1 ? " thread" : " threads");
          rivals.add(name);
          rounds.add(name, rival(loop, count));
        }
      } else {
        progress.accept("loop: LibTorch is left out: " + missing);
      }
      stages(problem, batches, execution).forEach(rounds::add);
      Map<String, Samples> micros = rounds.measure(settings, progress);
      return List.of(loops(micros, ours, rivals), parts(micros));
    } finally {
      closers.forEach(Runnable::run);
    }
  }

  private static LoopTurn rival(TorchLoop loop, int threads) {
    return new LoopTurn(
        steps -> {
          LibTorch.useThreads(threads);
          loop.advance(steps);
        });
  }

  /** In the order of the table. */
  private static Map<String, OptimizerSpec> optimizers() {
    OptimizerSpec sgd = OptimizerSpec.of(Estimator.stochastic());
    Map<String, OptimizerSpec> specs = new LinkedHashMap<>();
    specs.put("sgd", sgd);
    specs.put("momentum", OptimizerSpec.of(Estimator.ema(Schedules.constant(0.1))));
    specs.put("diagonal", OptimizerSpec.of(new Estimator.Diagonal(TRAINING)));
    specs.put("rank-one", OptimizerSpec.of(new Estimator.RankOne(TRAINING, InitialV.RANDOM_SIGNS)));
    specs.put("full", OptimizerSpec.of(new Estimator.Full(TRAINING)));
    specs.put("adam", OptimizerSpec.adam(Schedules.constant(LEARNING_RATE)));
    specs.put("adagrad", sgd.withScaling(Scaling.adagrad()));
    specs.put("rmsprop", sgd.withScaling(Scaling.rmsprop()));
    specs.replaceAll(
        (name, spec) -> spec.withLearningRate(LEARNING_RATE).withGainPolicy(GainPolicy.IGNORE));
    return specs;
  }

  /** The parts of a gradient at weights on the way. */
  private static Map<String, LoopTurn> stages(
      LogisticProblem problem, Batches batches, Execution execution) {
    LogisticRegression objective = problem.objective(BATCH);
    OptimizerSpec sgd = OptimizerSpec.of(Estimator.stochastic()).withLearningRate(0.1);
    try (ObjectiveLoop loop = new ObjectiveLoop(objective, batches, sgd, execution)) {
      loop.advance(TRAINED);
      return new LoopStages(objective, batches, loop.weights()).turns();
    }
  }

  private static Section loops(
      Map<String, Samples> micros, List<String> ours, List<String> rivals) {
    Samples best =
        rivals.stream()
            .map(name -> require(micros, name))
            .min(Comparator.comparingDouble(Samples::median))
            .orElse(null);
    List<Row> rows = new ArrayList<>();
    for (String name : ours) {
      Samples whole = require(micros, name);
      Samples optimizer = LoopRounds.difference(whole, require(micros, bare(name)));
      Map<String, Samples> figures = figures(whole, best);
      figures.put(OPTIMIZER.key(), optimizer);
      figures.put(SHARE.key(), optimizer.over(whole));
      rows.add(new Row(name, figures));
    }
    for (String name : rivals) {
      rows.add(new Row(name, figures(require(micros, name), best)));
    }
    return new Section(
        NAME,
        "logistic on " + DATA + ", batch " + BATCH,
        List.of(MICROS, STEPS, OPTIMIZER, SHARE, RATIO),
        rows,
        List.of(
            "The gradient is made by one thread. The optimizer's time is that of a stretch of"
                + " steps less that of one of gradients alone, of the same round.",
            "LibTorch: index_select, matmul, cross_entropy, backward and its Adam on the same rows,"
                + " from Java; the ratio is to its better number of threads."));
  }

  private static Map<String, Samples> figures(Samples micros, @Nullable Samples rival) {
    Map<String, Samples> figures = new HashMap<>();
    figures.put(MICROS.key(), micros);
    figures.put(STEPS.key(), micros.map(value -> 1e6 / value));
    if (rival != null) {
      figures.put(RATIO.key(), rival.over(micros));
    }
    return figures;
  }

  private static Section parts(Map<String, Samples> micros) {
    Samples whole = require(micros, LoopStages.NAMES.get(LoopStages.NAMES.size() - 1));
    List<Row> rows = new ArrayList<>();
    Samples before = whole.map(value -> 0);
    for (String name : LoopStages.NAMES) {
      Samples upTo = require(micros, name);
      Samples part = LoopRounds.difference(upTo, before);
      rows.add(new Row(name, Map.of(MICROS.key(), part, SHARE.key(), part.over(whole))));
      before = upTo;
    }
    rows.add(new Row("a gradient in all", Map.of(MICROS.key(), whole)));
    return new Section(
        NAME,
        "where a gradient's time goes",
        List.of(MICROS, SHARE),
        rows,
        List.of("Differences of stretches that are cut off after a part and before it."));
  }

  private static Samples require(Map<String, Samples> micros, String name) {
    return Objects.requireNonNull(micros.get(name), name);
  }

  private static String bare(String name) {
    return name + ", gradients alone";
  }
}
