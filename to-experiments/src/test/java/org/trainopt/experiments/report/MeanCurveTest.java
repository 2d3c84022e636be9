package org.trainopt.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.trainopt.experiments.study.StudyResult.Curve;

class MeanCurveTest {
  private static final Curve FAST = curve(false, new int[] {0, 10, 20}, 1, 0.5, 0.2);
  private static final Curve SLOW = curve(false, new int[] {0, 10, 20}, 1, 0.7, 0.4);
  private static final Curve LOST = curve(true, new int[] {0, 10}, 1, 5);

  private static Curve curve(boolean diverged, int[] steps, double... loss) {
    return new Curve(1, "runs/x", diverged, steps, loss, Map.of(), 1);
  }

  @Test
  void averagesRunsStepByStep() {
    List<Curve> runs = List.of(FAST, SLOW);
    MeanCurve curve = MeanCurve.of(runs, MeanCurve.steps(runs), Curve::loss);
    assertThat(curve.mean()).usingComparatorWithPrecision(1e-12).containsExactly(1, 0.6, 0.3);
    assertThat(curve.low()).containsExactly(1, 0.5, 0.2);
    assertThat(curve.high()).containsExactly(1, 0.7, 0.4);
    assertThat(curve.sd()[0]).isZero();
    assertThat(curve.sd()[2]).isCloseTo(0.2 / Math.sqrt(2), within(1e-12));
  }

  @Test
  void endsWhereARunDiverged() {
    List<Curve> runs = List.of(FAST, LOST);
    MeanCurve curve = MeanCurve.of(runs, MeanCurve.steps(runs), Curve::loss);
    assertThat(curve.mean()).containsExactly(1, 2.75, Double.NaN);
    assertThat(curve.high()[2]).isNaN();
    assertThat(curve.sd()[2]).isNaN();
  }

  @Test
  void findsTheStepOfATargetBetweenEvaluations() {
    assertThat(MeanCurve.stepsTo(0.6, SLOW)).isCloseTo(10 + 10 / 3.0, within(1e-9));
    assertThat(MeanCurve.stepsTo(0.1, SLOW)).isInfinite();
    assertThat(MeanCurve.stepsTo(2, SLOW)).as("never less than a step").isEqualTo(1);
    assertThat(MeanCurve.stepsTo(Double.NaN, SLOW)).isInfinite();
    assertThat(MeanCurve.stepsTo(6, LOST)).as("a diverged run reaches nothing").isInfinite();
  }
}
