package org.trainopt.experiments.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.trainopt.api.Schedule;
import org.trainopt.api.Schedules;
import org.trainopt.check.Protocol;
import org.trainopt.check.Verdict;
import org.trainopt.check.VerificationResult;
import org.trainopt.check.claim.Check;
import org.trainopt.check.claim.Evidence.Sampled;
import org.trainopt.check.problem.Problems;
import org.trainopt.check.run.Arm;
import org.trainopt.check.run.Source;
import org.trainopt.check.run.Tampering;
import org.trainopt.experiments.config.SpecFile;

/**
 * A verification as JSON. All but {@code environment} depends on the protocol, the claims and the
 * version alone: not on kernels, threads or time.
 */
final class VerdictJson {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private VerdictJson() {}

  static String of(VerificationResult result, Map<String, String> environment) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("format", "trainopt verdicts 1");
    json.set("protocol", protocol(result.protocol()));
    json.put("void", result.isVoid());
    json.put("exitCode", result.exitCode());
    ArrayNode verdicts = json.putArray("verdicts");
    result.verdicts().forEach(verdict -> verdicts.add(verdict(verdict)));
    ObjectNode made = json.putObject("environment");
    environment.forEach(made::put);
    try {
      return MAPPER.writeValueAsString(json) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ObjectNode protocol(Protocol protocol) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("name", protocol.name());
    json.put("masterSeed", protocol.masterSeed());
    json.put("seeds", protocol.seeds());
    json.put("horizon", protocol.horizon());
    json.put("margin", protocol.margin());
    json.put("logSeeds", protocol.logSeeds());
    json.put("logStart", protocol.logStart());
    json.put("logHorizon", protocol.logHorizon());
    json.put("maxGrowth", Protocol.MAX_GROWTH);
    json.put("looks", Protocol.LOOKS);
    json.put("tail", Protocol.TAIL);
    json.put("resamples", Protocol.RESAMPLES);
    json.put("maxSpread", Protocol.MAX_SPREAD);
    return json;
  }

  private static ObjectNode verdict(Verdict verdict) {
    Check check = verdict.check();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("claim", check.claim());
    json.put("role", check.role().name());
    json.put("variant", check.variant());
    json.put("problem", check.problem());
    json.put("statistic", check.evidence().statistic());
    put(json, "estimate", verdict.estimate());
    put(json, "low", verdict.interval().low());
    put(json, "high", verdict.interval().high());
    json.put("rule", check.rule().text());
    ArrayNode bounds = json.putArray("bounds");
    for (double bound : check.rule().bounds()) {
      bounds.add(bound);
    }
    json.put("outcome", verdict.outcome().name());
    json.put("asItMust", verdict.asItMust());
    json.put("reason", verdict.reason());
    json.put("seeds", verdict.seeds());
    json.put("looks", verdict.looks());
    if (check.evidence() instanceof Sampled sampled) {
      json.put("firstTime", sampled.figure().first());
      json.put("lastTime", sampled.figure().last());
      json.set("spec", spec(sampled.source()));
    }
    json.set("curve", curve(verdict.curve()));
    return json;
  }

  /** The optimizer where {@code --spec} on the problem runs it again; null for anything else. */
  private static @Nullable ObjectNode spec(Source source) {
    return source instanceof Arm arm
            && arm.state().isEmpty()
            && arm.kernels() == Tampering.NONE
            && Problems.all().contains(arm.problem())
            && isText(arm.spec().learningRate())
        ? SpecFile.toJson(arm.spec())
        : null;
  }

  private static boolean isText(Schedule schedule) {
    try {
      Schedules.parse(schedule.toString());
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static ObjectNode curve(Verdict.Curve curve) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("from", curve.from());
    put(json, "slope", curve.slope());
    put(json, "intercept", curve.intercept());
    put(json, "shift", curve.shift());
    ArrayNode points = json.putArray("points");
    for (Verdict.Point point : curve.points()) {
      ArrayNode row = points.addArray().add(point.time());
      for (double value : new double[] {point.mean(), point.low(), point.high()}) {
        if (Double.isFinite(value)) {
          row.add(value);
        } else {
          row.addNull();
        }
      }
    }
    return json;
  }

  /** JSON has neither NaN nor infinity. */
  private static void put(ObjectNode json, String key, double value) {
    if (Double.isFinite(value)) {
      json.put(key, value);
    } else {
      json.putNull(key);
    }
  }
}
