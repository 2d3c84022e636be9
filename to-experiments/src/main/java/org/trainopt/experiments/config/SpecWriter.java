package org.trainopt.experiments.config;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.trainopt.api.Estimator;
import org.trainopt.api.InitialBias;
import org.trainopt.api.InitialV;
import org.trainopt.api.OptimizerSpec;
import org.trainopt.api.Order;
import org.trainopt.api.ParameterGroup;
import org.trainopt.api.Scaling;
import org.trainopt.api.Training;

/**
 * Writes an {@link OptimizerSpec} as JSON with every setting that is not off, in a fixed order of
 * keys.
 */
final class SpecWriter {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private SpecWriter() {}

  static ObjectNode write(OptimizerSpec spec) {
    ObjectNode json = JSON.objectNode();
    json.set("estimator", estimator(spec.estimator()));
    json.set("scaling", scaling(spec.scaling()));
    json.put("learningRate", spec.learningRate().toString());
    json.put("weightDecay", spec.weightDecay());
    json.put("l2", spec.l2());
    putFinite(json, "clipValue", spec.clipValue());
    putFinite(json, "clipNorm", spec.clipNorm());
    putFinite(json, "radius", spec.radius());
    json.put("nonFinite", Fields.name(spec.nonFinite()));
    json.put("gainPolicy", Fields.name(spec.gainPolicy()));
    json.put("scope", Fields.name(spec.scope()));
    json.put("statePrecision", Fields.name(spec.statePrecision()));
    json.put("seed", spec.seed());
    if (!spec.groups().isEmpty()) {
      ArrayNode groups = json.putArray("groups");
      spec.groups().forEach(group -> groups.add(group(group)));
    }
    return json;
  }

  private static void putFinite(ObjectNode json, String key, double value) {
    if (value < Double.POSITIVE_INFINITY) {
      json.put(key, value);
    }
  }

  private static ObjectNode estimator(Estimator estimator) {
    ObjectNode json = JSON.objectNode();
    if (estimator instanceof Estimator.Stochastic) {
      json.put("type", "stochastic");
    } else if (estimator instanceof Estimator.Ema ema) {
      json.put("type", "ema");
      json.put("beta", ema.beta().toString());
      json.put("biasCorrection", ema.biasCorrection());
      common(json, ema.order(), ema.initialBias());
    } else if (estimator instanceof Estimator.Diagonal diagonal) {
      training(json.put("type", "diagonal"), diagonal.training());
    } else if (estimator instanceof Estimator.RankOne rankOne) {
      training(json.put("type", "rank-one"), rankOne.training());
      InitialV v0 = rankOne.initialV();
      json.put("v0", Fields.name(v0));
    } else if (estimator instanceof Estimator.Full full) {
      training(json.put("type", "full"), full.training());
      json.put("storage", full.storage().toString());
    } else if (estimator instanceof Estimator.Auto auto) {
      json.put("type", "auto").put("fullUpTo", auto.fullUpTo());
      json.set("full", estimator(auto.full()));
      json.set("above", estimator(auto.above()));
    }
    return json;
  }

  private static void training(ObjectNode json, Training training) {
    json.put("alpha", training.alpha().toString());
    json.put("beta", training.beta().toString());
    json.put("normalized", training.normalized());
    common(json, training.order(), training.initialBias());
  }

  private static void common(ObjectNode json, Order order, InitialBias bias) {
    json.put("order", Fields.name(order));
    json.put("b0", Fields.name(bias));
  }

  private static ObjectNode scaling(Scaling scaling) {
    ObjectNode json = JSON.objectNode();
    if (scaling instanceof Scaling.None) {
      json.put("type", "none");
    } else if (scaling instanceof Scaling.AdaGrad adagrad) {
      json.put("type", "adagrad").put("epsilon", adagrad.epsilon());
    } else if (scaling instanceof Scaling.RmsProp rmsprop) {
      json.put("type", "rmsprop").put("rho", rmsprop.rho().toString());
      json.put("epsilon", rmsprop.epsilon());
    } else if (scaling instanceof Scaling.Adam adam) {
      json.put("type", "adam").put("beta2", adam.beta2().toString());
      json.put("epsilon", adam.epsilon());
    }
    return json;
  }

  private static ObjectNode group(ParameterGroup group) {
    ObjectNode json = JSON.objectNode();
    json.put("name", group.name());
    group.patterns().forEach(json.putArray("patterns")::add);
    if (group.learningRate() != null) {
      json.put("learningRate", group.learningRate().toString());
    }
    if (group.estimator() != null) {
      json.set("estimator", estimator(group.estimator()));
    }
    if (group.scaling() != null) {
      json.set("scaling", scaling(group.scaling()));
    }
    if (group.weightDecay() != null) {
      json.put("weightDecay", group.weightDecay());
    }
    if (group.l2() != null) {
      json.put("l2", group.l2());
    }
    return json;
  }
}
