package org.trainopt.experiments.report;

import org.trainopt.experiments.stats.Interval;

/** What a comparison has shown. */
enum Verdict {
  BETTER("better", "faster"),
  WORSE("worse", "slower"),
  NO_DIFFERENCE("no difference shown", "no difference shown");

  private final String ofLoss;
  private final String ofSteps;

  Verdict(String ofLoss, String ofSteps) {
    this.ofLoss = ofLoss;
    this.ofSteps = ofSteps;
  }

  /** Lower is better: only an interval wholly on one side of 1 says anything. */
  static Verdict of(Interval ratio) {
    return ratio.isBelow(1) ? BETTER : ratio.isAbove(1) ? WORSE : NO_DIFFERENCE;
  }

  /** The verdict where final losses are compared. */
  String ofLoss() {
    return ofLoss;
  }

  /** The verdict where steps to a target are compared. */
  String ofSteps() {
    return ofSteps;
  }
}
