package org.trainopt.jni;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.trainopt.api.Estimator;
import org.trainopt.api.FullStorage;
import org.trainopt.api.GainPolicy;
import org.trainopt.api.InitialBias;
import org.trainopt.api.InitialV;
import org.trainopt.api.OptimizerSpec;
import org.trainopt.api.Order;
import org.trainopt.api.Scaling;
import org.trainopt.api.Schedule;
import org.trainopt.api.Schedules;
import org.trainopt.api.StatePrecision;
import org.trainopt.api.Training;

/** Every estimator in every setting, with every scaling. */
final class Settings {
  static final Schedule BETA = Schedules.harmonic(4, 20);

  static final Map<String, Scaling> SCALINGS =
      Map.of(
          "none", Scaling.none(),
          "adagrad", Scaling.adagrad(),
          "rmsprop", Scaling.rmsprop(),
          "adam", Scaling.adam());

  private Settings() {}

  /** An estimator for vectors of a given length: plain steps are chosen so that κ stays below 2. */
  @FunctionalInterface
  interface Sized {
    Estimator of(int dimension);
  }

  static Map<String, Sized> estimators() {
    Map<String, Sized> all = new LinkedHashMap<>();
    all.put("stochastic", d -> Estimator.stochastic());
    for (Order order : Order.values()) {
      all.put(
          "ema corrected " + order, d -> new Estimator.Ema(BETA, true, order, InitialBias.ZERO));
      for (InitialBias bias : InitialBias.values()) {
        String name = " " + order + " " + bias;
        all.put("ema" + name, d -> new Estimator.Ema(BETA, false, order, bias));
        for (boolean normalized : new boolean[] {false, true}) {
          String full = (normalized ? " normalized" : " plain") + name;
          all.put(
              "diagonal" + full,
              d -> new Estimator.Diagonal(training(0.3, normalized, order, bias)));
          all.put(
              "rank-one" + full,
              d ->
                  new Estimator.RankOne(
                      training(normalized ? 0.3 : 0.3 / (1 + d / 3.0), normalized, order, bias),
                      InitialV.RANDOM_SIGNS));
          all.put(
              "full" + full,
              d ->
                  new Estimator.Full(
                      training(normalized ? 0.3 : 0.3 / (1 + d / 3.0), normalized, order, bias),
                      FullStorage.direct()));
          // Flushed to in the 7th step and in every third after; 50 steps end between flushes.
          all.put(
              "full delayed" + full,
              d ->
                  new Estimator.Full(
                      training(normalized ? 0.3 : 0.3 / (1 + d / 3.0), normalized, order, bias),
                      new FullStorage.Delayed(7, 3)));
        }
      }
    }
    return all;
  }

  private static Training training(
      double alpha, boolean normalized, Order order, InitialBias bias) {
    return new Training(Schedules.constant(alpha), BETA, normalized, order, bias);
  }

  /** A setting by name: what {@link #spec} makes a spec of. */
  record Setting(String name, Sized estimator, Scaling scaling, StatePrecision precision) {
    Setting(String name, Sized estimator, Scaling scaling) {
      this(name, estimator, scaling, StatePrecision.FLOAT32);
    }

    OptimizerSpec spec(int dimension) {
      return OptimizerSpec.of(estimator.of(dimension))
          .withScaling(scaling)
          .withStatePrecision(precision)
          .withLearningRate(Schedules.cosine(0.02, 60))
          .withGainPolicy(GainPolicy.IGNORE)
          .withSeed(7);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** The full product. */
  static List<Setting> all() {
    List<Setting> all = new ArrayList<>();
    estimators()
        .forEach(
            (name, estimator) ->
                SCALINGS.forEach(
                    (scalingName, scaling) -> {
                      String full = name + ", " + scalingName;
                      all.add(new Setting(full, estimator, scaling));
                      if (!name.startsWith("full") && !name.startsWith("stochastic")) {
                        all.add(
                            new Setting(
                                full + ", bfloat16", estimator, scaling, StatePrecision.BFLOAT16));
                      }
                    }));
    return all;
  }
}
