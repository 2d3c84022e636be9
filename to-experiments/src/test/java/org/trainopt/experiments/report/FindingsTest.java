package org.trainopt.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.trainopt.experiments.report.TinyStudy.about;
import static org.trainopt.experiments.report.TinyStudy.with;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.trainopt.experiments.study.StudyResult.TaskResult;

class FindingsTest {
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  private static Verdict verdict(TinyStudy study, String method) {
    Findings findings = new Findings(study.study());
    return findings.lossToAdam().get(method).get(0).verdict();
  }

  @Test
  void verdictIsBetterOrWorseOnlyWithTheIntervalOnOneSideOfOne() {
    double[] noisy = Arrays.copyOf(about(0.5), 10);
    noisy[0] *= 1.2;
    noisy[1] *= 0.83;
    TinyStudy study =
        new TinyStudy()
            .method("Adam", about(0.5))
            .method("Full-TO", about(0.49))
            .method("SGD", about(0.51))
            .method("Momentum", noisy);
    assertThat(verdict(study, "Full-TO")).isEqualTo(Verdict.BETTER);
    assertThat(verdict(study, "SGD")).isEqualTo(Verdict.WORSE);
    assertThat(verdict(study, "Momentum")).isEqualTo(Verdict.NO_DIFFERENCE);
  }

  @Test
  void oneDivergedRunForbidsTheClaimAndMakesTheMeanInfinite() {
    TinyStudy study =
        new TinyStudy().method("Adam", about(0.5)).method("Full-TO", with(about(0.4), 3, INFINITY));
    assertThat(verdict(study, "Full-TO")).isEqualTo(Verdict.NO_DIFFERENCE);
    MethodView full = new Findings(study.study()).tasks().get(0).methods().get(1);
    assertThat(full.loss().mean()).isInfinite();
    assertThat(full.diverged()).isEqualTo(1);
    assertThat(full.rank()).isEqualTo(2);
    assertThat(full.stepsToTarget()[3]).isInfinite();
  }

  @Test
  void ratiosAreOfTheExcessLossWhereTheOptimumIsPreciseEnough() {
    TinyStudy study = new TinyStudy().method("Adam", 0.5, 0.6, 0.7).method("SGD", 0.6, 0.8, 1.0);
    Findings precise = new Findings(study.optimum(0.4, 1e-10).study());
    assertThat(precise.tasks().get(0).measure()).isEqualTo("excess loss");
    assertThat(precise.lossToAdam().get("SGD").get(0).test().ratio()).isCloseTo(2, within(1e-12));
    Findings rough = new Findings(study.optimum(0.4, 0.05).study());
    assertThat(rough.tasks().get(0).measure()).isEqualTo("loss");
    assertThat(rough.lossToAdam().get("SGD").get(0).test().ratio())
        .isCloseTo(Math.cbrt(0.48 / 0.21), within(1e-12));
  }

  @Test
  void controlsFailWhereTheyDoNotComeOutAsStated() {
    TinyStudy study =
        new TinyStudy()
            .method("Adam", about(0.5))
            .control("other seeds", "no difference", 100, about(0.6))
            .control("slow", "worse", 1, about(0.6))
            .control("not slow", "worse", 1, about(0.5));
    List<Findings.Control> controls = new Findings(study.study()).controls();
    assertThat(controls).extracting(Findings.Control::passed).containsExactly(false, true, false);
    assertThat(TextSummary.of(study.study())).contains("Controls: 2 of 3 FAILED: do not trust");
    assertThat(controls)
        .extracting(c -> c.comparison().test().name())
        .as("other seeds are not paired")
        .containsExactly("Welch", "t", "t");
  }

  @Test
  void warnsOfATrainableThatLosesToWhatItContains() {
    Findings findings =
        new Findings(
            new TinyStudy()
                .method("SGD", about(0.5))
                .method("Momentum", about(0.4))
                .method("Adam", about(0.3))
                .method("Full-TO", about(0.45))
                .method("Diagonal-TO + Adam scaling", about(0.31))
                .study());
    assertThat(findings.lostToSpecialCase())
        .extracting(c -> c.method() + " < " + c.rival())
        .containsExactly("Full-TO < Momentum", "Diagonal-TO + Adam scaling < Adam");
    assertThat(new SearchTables(findings).poorSearches().get(0))
        .isEqualTo(
            "Full-TO is worse than Momentum, which it contains, on toy, λ\u00a0=\u00a00.01"
                + " (ratio 1.13).");
  }

  @Test
  void speedIsMeasuredToAdamsWorstFinalLoss() {
    Findings findings =
        new Findings(
            new TinyStudy().method("Adam", 0.5, 0.4, INFINITY).method("SGD", 0.6, 0.25, 0).study());
    TaskView task = findings.tasks().get(0);
    assertThat(task.target()).isEqualTo(0.5);
    assertThat(task.methods().get(1).stepsToTarget())
        .usingComparatorWithPrecision(1e-9)
        .containsExactly(INFINITY, 100 * 0.5 / 0.75, 50);
  }

  @Test
  void correctsOverTheTasks() {
    Findings findings = new Findings(StudyFixture.study());
    for (List<Comparison> family : findings.lossToAdam().values()) {
      assertThat(family).hasSize(findings.study().tasks().size());
      assertThat(family)
          .allSatisfy(c -> assertThat(c.adjustedP()).isGreaterThanOrEqualTo(c.test().pValue()));
    }
    assertThat(findings.lambdas()).containsExactly(0.0, 0.01);
    assertThat(findings.study().tasks()).extracting(TaskResult::data).contains("digits", "dna");
  }

  @Test
  void headlineSaysWhatWasFoundWhicheverWayItFalls() {
    Findings good =
        new Findings(
            new TinyStudy()
                .method("Momentum", about(0.6))
                .method("Adam", about(0.5))
                .method("Full-TO", about(0.4))
                .study());
    assertThat(new Headline(good).answer())
        .containsExactly(
            "The lowest mean final loss is reached by Full-TO on the one task.",
            "At least one TO variant is shown to end better than tuned Adam on the one task.",
            "Training A is shown to help over b alone, which is momentum, on the one task; the ratios"
                + " to momentum run from 0.667 to 0.667.");
    Findings bad =
        new Findings(
            new TinyStudy()
                .method("Momentum", about(0.6))
                .method("Adam", about(0.5))
                .method("Full-TO", about(0.7))
                .study());
    assertThat(new Headline(bad).answer())
        .containsExactly(
            "The lowest mean final loss is reached by Adam on the one task.",
            "No TO variant is shown to end better than tuned Adam on any task; every variant is"
                + " shown to end worse on the one task.",
            "Training A is not shown to add anything over b alone, which is momentum, and on 1"
                + " task it did harm; the ratios to momentum run from 1.17 to 1.17.");
    assertThat(new Headline(bad).points())
        .extracting(Headline.Point::text)
        .contains("None were run: nothing vouches for the comparisons.");
  }
}
