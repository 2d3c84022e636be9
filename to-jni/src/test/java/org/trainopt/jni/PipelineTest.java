package org.trainopt.jni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.trainopt.api.Estimator;
import org.trainopt.api.OptimizerSpec;
import org.trainopt.api.ParameterGroup;
import org.trainopt.api.Scaling;
import org.trainopt.api.Schedules;
import org.trainopt.api.Scope;
import org.trainopt.api.StepReport;
import org.trainopt.kernel.Execution;

/** What goes around the estimator, over several tensors, under both scopes. */
final class PipelineTest {
  private static final int[] LENGTHS = {207, 0, 33, 1, 300};
  private static final int[] LONG =
      Trial.SMALL ? new int[] {1_201, 3, 1024, 70} : new int[] {60_001, 3, 1024, 7_000};
  private static final int[] OF_GROUPS =
      Trial.SMALL
          ? new int[] {107, 1100, 33, 70, 0, 13, 1025}
          : new int[] {207, 5000, 33, 30_000, 0, 13, 40_000};

  private static Map<String, UnaryOperator<OptimizerSpec>> options() {
    Map<String, UnaryOperator<OptimizerSpec>> options = new LinkedHashMap<>();
    options.put("clip value", spec -> spec.withClipValue(0.6));
    options.put("clip norm", spec -> spec.withClipNorm(2));
    options.put("clip norm not reached", spec -> spec.withClipNorm(1e6));
    options.put("l2", spec -> spec.withL2(0.05));
    options.put("weight decay", spec -> spec.withWeightDecay(0.3));
    options.put("radius", spec -> spec.withRadius(5));
    options.put(
        "all",
        spec ->
            spec.withClipValue(0.6)
                .withClipNorm(2)
                .withL2(0.05)
                .withWeightDecay(0.3)
                .withRadius(5));
    if (Trial.SMALL) {
      options.keySet().retainAll(List.of("all"));
    }
    return options;
  }

  /** A case by name. */
  record Case(String name, OptimizerSpec spec) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (String estimator :
        List.of(
            "stochastic",
            "ema CO_TRAIN_FIRST FIRST_GRADIENT",
            "diagonal normalized CO_TRAIN_FIRST ZERO",
            "rank-one normalized CO_TRAIN_FIRST FIRST_GRADIENT",
            "rank-one plain PREDICT_FIRST ZERO",
            "full normalized CO_TRAIN_FIRST FIRST_GRADIENT")) {
      for (Scope scope : Scope.values()) {
        options()
            .forEach(
                (name, option) ->
                    cases.add(
                        new Case(
                            String.join(", ", estimator, scope.name(), name),
                            option.apply(spec(estimator).withScope(scope)))));
      }
    }
    return cases;
  }

  private static OptimizerSpec spec(String estimator) {
    return new Settings.Setting(estimator, Settings.estimators().get(estimator), Scaling.rmsprop())
        .spec(541);
  }

  @Tag("host")
  @ParameterizedTest
  @MethodSource("cases")
  void javaKernelsAgreeWithTheEquationsInDoublePrecision(Case tested) {
    Reference.requireAgreement(tested.spec, Execution.on("java"), LENGTHS);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void nativeKernelsGiveTheBitsOfTheJavaKernels(Case tested) {
    int[] lengths = tested.name.startsWith("full") ? LENGTHS : LONG;
    requireSameBits(tested.spec, lengths);
  }

  private static void requireSameBits(OptimizerSpec spec, int... lengths) {
    List<Execution> natives = NativeExecutions.all();
    Trial.Result expected = Trial.of(spec, Execution.on("java"), lengths);
    for (Execution execution : natives) {
      assertThat(expected.difference(Trial.of(spec, execution, lengths)))
          .as(NativeExecutions.name(execution))
          .isEmpty();
    }
  }

  @Test
  void groupsWithEstimatorsOfTheirOwnGiveTheSameBits() {
    OptimizerSpec spec =
        spec("diagonal plain CO_TRAIN_FIRST ZERO")
            .withClipNorm(3)
            .withRadius(20)
            .withGroup(
                ParameterGroup.matching("full", "w0", "w2")
                    .withEstimator(
                        Estimator.full(Schedules.constant(0.001), Schedules.constant(0.1)))
                    .withL2(0.1))
            .withGroup(
                ParameterGroup.matching("rank", "w3", "w4")
                    .withEstimator(
                        Estimator.rankOne(Schedules.constant(0.0005), Schedules.constant(0.1)))
                    .withScaling(Scaling.adam())
                    .withWeightDecay(0.1)
                    .withLearningRate(0.003))
            .withGroup(
                ParameterGroup.matching("plain", "w5").withEstimator(Estimator.stochastic()));
    requireSameBits(spec, OF_GROUPS);
    requireSameBits(spec.withScope(Scope.PER_TENSOR), OF_GROUPS);
  }

  /** The scopes are different algorithms, so a test of both must tell them apart. */
  @Test
  void scopesDiffer() {
    OptimizerSpec spec = spec("rank-one plain PREDICT_FIRST ZERO");
    Trial.Result whole = Trial.of(spec, Execution.on("java"), LENGTHS);
    Trial.Result each = Trial.of(spec.withScope(Scope.PER_TENSOR), Execution.on("java"), LENGTHS);
    assertThat(whole.difference(each)).isNotEmpty();
  }

  @Test
  void reportsAgreeAndEstimatesAreTheSameBits() {
    for (String estimator : Settings.estimators().keySet()) {
      int[] lengths = estimator.startsWith("full") ? LENGTHS : LONG;
      for (Execution execution : NativeExecutions.all()) {
        List<StepReport> expected = new ArrayList<>();
        List<StepReport> reports = new ArrayList<>();
        try (Trial java = new Trial(spec(estimator), Execution.on("java"), lengths);
            Trial trial = new Trial(spec(estimator), execution, lengths)) {
          java.optimizer.onStep(expected::add);
          trial.optimizer.onStep(reports::add);
          java.run(3);
          trial.run(3);
          for (int k = 0; k < lengths.length; k++) {
            float[] ours = new float[lengths[k]];
            float[] theirs = new float[lengths[k]];
            java.optimizer.readEstimate(k, ours);
            trial.optimizer.readEstimate(k, theirs);
            assertThat(theirs).as(estimator).isEqualTo(ours);
          }
        }
        for (int t = 0; t < 3; t++) {
          assertThat(reports.get(t).gain()).as(estimator).isEqualTo(expected.get(t).gain());
          requireClose(reports.get(t).gradientNorm(), expected.get(t).gradientNorm());
          requireClose(reports.get(t).estimateNorm(), expected.get(t).estimateNorm());
          requireClose(reports.get(t).errorNorm(), expected.get(t).errorNorm());
        }
      }
    }
  }

  /** Double sums of another order. */
  private static void requireClose(double x, double expected) {
    assertThat(x).isCloseTo(expected, within(1e-12 * (1 + expected)));
  }
}
