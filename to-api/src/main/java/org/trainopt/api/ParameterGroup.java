package org.trainopt.api;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Settings for the parameters whose names match; what is null is taken from the spec. A parameter
 * belongs to the first group that matches it, and to the spec's own settings if none does.
 *
 * <pre>{@code ParameterGroup.matching("no-decay", "*.bias", "norm.*").withWeightDecay(0)}</pre>
 *
 * @param name for messages and snapshots; unique, not {@code default}
 * @param patterns names of parameters, with {@code *} for any characters
 * @param learningRate η, or null
 * @param estimator or null
 * @param scaling or null
 * @param weightDecay decoupled decay, ≥ 0, or null
 * @param l2 L2 coefficient, ≥ 0, or null
 */
public record ParameterGroup(
    String name,
    List<String> patterns,
    @Nullable Schedule learningRate,
    @Nullable Estimator estimator,
    @Nullable Scaling scaling,
    @Nullable Double weightDecay,
    @Nullable Double l2) {

  /** The name of the group of all parameters that no other group matches. */
  public static final String DEFAULT = "default";

  public ParameterGroup {
    patterns = List.copyOf(patterns);
    if (name.isBlank() || name.equals(DEFAULT)) {
      throw new IllegalArgumentException(
          "a parameter group's name must not be blank or \""
              + DEFAULT
              + "\", but was \""
              + name
              + "\"");
    }
    if (patterns.isEmpty()) {
      throw new IllegalArgumentException("parameter group \"" + name + "\" has no patterns");
    }
    String where = "parameter group \"" + name + "\"";
    if (learningRate != null) {
      Require.positive("learningRate", learningRate.at(0), where);
    }
    if (weightDecay != null) {
      Require.nonNegative("weightDecay", weightDecay, where);
    }
    if (l2 != null) {
      Require.nonNegative("l2", l2, where);
    }
  }

  /** A group without overrides; add them with the {@code with} methods. */
  public static ParameterGroup matching(String name, String... patterns) {
    return new ParameterGroup(name, List.of(patterns), null, null, null, null, null);
  }

  public ParameterGroup withLearningRate(Schedule value) {
    return new ParameterGroup(name, patterns, value, estimator, scaling, weightDecay, l2);
  }

  public ParameterGroup withLearningRate(double value) {
    return withLearningRate(Schedules.constant(value));
  }

  public ParameterGroup withEstimator(Estimator value) {
    return new ParameterGroup(name, patterns, learningRate, value, scaling, weightDecay, l2);
  }

  public ParameterGroup withScaling(Scaling value) {
    return new ParameterGroup(name, patterns, learningRate, estimator, value, weightDecay, l2);
  }

  public ParameterGroup withWeightDecay(double value) {
    return new ParameterGroup(name, patterns, learningRate, estimator, scaling, value, l2);
  }

  public ParameterGroup withL2(double value) {
    return new ParameterGroup(name, patterns, learningRate, estimator, scaling, weightDecay, value);
  }

  /** Whether one of the patterns matches a parameter's name. */
  public boolean matches(String parameter) {
    for (String pattern : patterns) {
      String regex = ("\\Q" + pattern + "\\E").replace("*", "\\E.*\\Q");
      if (Pattern.matches(regex, parameter)) {
        return true;
      }
    }
    return false;
  }
}
