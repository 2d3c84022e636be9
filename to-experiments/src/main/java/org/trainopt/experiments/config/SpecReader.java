package org.trainopt.experiments.config;

import org.jspecify.annotations.Nullable;
import org.trainopt.api.Estimator;
import org.trainopt.api.FullStorage;
import org.trainopt.api.GainPolicy;
import org.trainopt.api.InitialBias;
import org.trainopt.api.InitialV;
import org.trainopt.api.NonFinitePolicy;
import org.trainopt.api.OptimizerSpec;
import org.trainopt.api.Order;
import org.trainopt.api.ParameterGroup;
import org.trainopt.api.Scaling;
import org.trainopt.api.Schedules;
import org.trainopt.api.Scope;
import org.trainopt.api.StatePrecision;
import org.trainopt.api.Training;

/** Reads an {@link OptimizerSpec} from its JSON form; {@link SpecWriter} writes it. */
final class SpecReader {
  private SpecReader() {}

  /**
   * Reads a spec.
   *
   * @param seed the spec's seed where the JSON gives none
   */
  static OptimizerSpec read(Fields json, long seed) {
    OptimizerSpec defaults = OptimizerSpec.of(Estimator.stochastic());
    Estimator estimator = estimator(json);
    Scaling scaling = json.has("scaling") ? scaling(json) : Scaling.none();
    var groups = json.objects("groups").stream().map(SpecReader::group).toList();
    var learningRate = json.schedule("learningRate", null);
    double weightDecay = json.number("weightDecay", 0);
    double l2 = json.number("l2", 0);
    double clipValue = json.number("clipValue", defaults.clipValue());
    double clipNorm = json.number("clipNorm", defaults.clipNorm());
    double radius = json.number("radius", defaults.radius());
    var nonFinite = json.choice("nonFinite", NonFinitePolicy.class, defaults.nonFinite());
    var gainPolicy = json.choice("gainPolicy", GainPolicy.class, defaults.gainPolicy());
    var scope = json.choice("scope", Scope.class, defaults.scope());
    var statePrecision =
        json.choice("statePrecision", StatePrecision.class, defaults.statePrecision());
    long ownSeed = json.whole("seed", seed, Long.MIN_VALUE);
    json.end();
    return json.checked(
        () ->
            new OptimizerSpec(
                estimator,
                scaling,
                learningRate,
                weightDecay,
                l2,
                clipValue,
                clipNorm,
                radius,
                nonFinite,
                gainPolicy,
                scope,
                statePrecision,
                ownSeed,
                groups));
  }

  private static Estimator estimator(Fields parent) {
    return estimator(parent.object("estimator"), true);
  }

  /**
   * @param auto whether the estimator may be auto, which holds two others
   */
  private static Estimator estimator(Fields json, boolean auto) {
    String type = json.text("type");
    Estimator estimator =
        switch (type) {
          case "stochastic" -> Estimator.stochastic();
          case "ema" -> ema(json);
          case "diagonal" -> new Estimator.Diagonal(training(json));
          case "rank-one" -> {
            Training training = training(json);
            yield new Estimator.RankOne(
                training, json.choice("v0", InitialV.class, InitialV.RANDOM_SIGNS));
          }
          case "full" -> {
            Training training = training(json);
            yield new Estimator.Full(training, storage(json));
          }
          default -> {
            if (!auto || !type.equals("auto")) {
              throw json.wrong(
                  "type",
                  "one of stochastic, ema, diagonal, rank-one, full" + (auto ? ", auto" : ""),
                  type);
            }
            yield auto(json);
          }
        };
    json.end();
    return estimator;
  }

  private static Estimator auto(Fields json) {
    int fullUpTo = json.count("fullUpTo", Estimator.Auto.FULL_UP_TO);
    Fields small = json.object("full");
    if (!(estimator(small, false) instanceof Estimator.Full full)) {
      throw small.wrong("type", "full", small.text("type"));
    }
    Estimator above = estimator(json.object("above"), false);
    return json.checked(() -> new Estimator.Auto(full, fullUpTo, above));
  }

  private static FullStorage storage(Fields json) {
    String text = json.has("storage") ? json.text("storage") : FullStorage.auto().toString();
    return json.checked(() -> FullStorage.parse(text));
  }

  private static Estimator ema(Fields json) {
    var beta = json.schedule("beta", null);
    boolean correction = json.flag("biasCorrection", false);
    Order order = json.choice("order", Order.class, Order.CO_TRAIN_FIRST);
    InitialBias bias = json.choice("b0", InitialBias.class, InitialBias.ZERO);
    return json.checked(() -> new Estimator.Ema(beta, correction, order, bias));
  }

  private static Training training(Fields json) {
    var alpha = json.schedule("alpha", null);
    var beta = json.schedule("beta", null);
    boolean normalized = json.flag("normalized", false);
    Order order = json.choice("order", Order.class, Order.CO_TRAIN_FIRST);
    InitialBias bias = json.choice("b0", InitialBias.class, InitialBias.ZERO);
    return json.checked(() -> new Training(alpha, beta, normalized, order, bias));
  }

  private static Scaling scaling(Fields parent) {
    Fields json = parent.object("scaling");
    String type = json.text("type");
    Scaling scaling =
        switch (type) {
          case "none" -> Scaling.none();
          case "adagrad" -> {
            double epsilon = json.number("epsilon", 1e-10);
            yield json.checked(() -> new Scaling.AdaGrad(epsilon));
          }
          case "rmsprop" -> {
            var rho = json.schedule("rho", Schedules.constant(0.99));
            double epsilon = json.number("epsilon", 1e-8);
            yield json.checked(() -> new Scaling.RmsProp(rho, epsilon));
          }
          case "adam" -> {
            var beta2 = json.schedule("beta2", Schedules.constant(0.999));
            double epsilon = json.number("epsilon", 1e-8);
            yield json.checked(() -> new Scaling.Adam(beta2, epsilon));
          }
          default -> throw json.wrong("type", "one of none, adagrad, rmsprop, adam", type);
        };
    json.end();
    return scaling;
  }

  private static ParameterGroup group(Fields json) {
    String name = json.text("name");
    var patterns = json.texts("patterns");
    var learningRate = json.has("learningRate") ? json.schedule("learningRate", null) : null;
    Estimator estimator = json.has("estimator") ? estimator(json) : null;
    Scaling scaling = json.has("scaling") ? scaling(json) : null;
    Double weightDecay = optional(json, "weightDecay");
    Double l2 = optional(json, "l2");
    json.end();
    return json.checked(
        () ->
            new ParameterGroup(name, patterns, learningRate, estimator, scaling, weightDecay, l2));
  }

  private static @Nullable Double optional(Fields json, String key) {
    return json.has(key) ? json.number(key, 0) : null;
  }
}
