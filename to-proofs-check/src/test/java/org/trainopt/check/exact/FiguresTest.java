package org.trainopt.check.exact;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.trainopt.api.Estimator;
import org.trainopt.api.Order;
import org.trainopt.api.Schedules;
import org.trainopt.api.Training;
import org.trainopt.check.claim.Evidence;
import org.trainopt.check.stats.Interval;

class FiguresTest {
  @Test
  void aRunThatLeavesTheFiniteNumbersHasNoFigure() {
    // κ = 100 a step
    Estimator diverging =
        new Estimator.Full(Training.of(Schedules.constant(0), Schedules.constant(100)));
    Estimator momentum = Twins.momentum(Schedules.constant(0.1), Order.CO_TRAIN_FIRST);
    Evidence evidence =
        Figures.measured("", lab -> Twins.differingWeights(lab, diverging, momentum));
    Interval interval = ((Evidence.Measured) evidence).measure().of(new JavaLab(1));
    assertThat(interval.low()).isNaN();
    assertThat(interval.high()).isNaN();
  }
}
