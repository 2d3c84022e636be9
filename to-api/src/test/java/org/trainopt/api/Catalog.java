package org.trainopt.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** What the tests go through: every estimator with every option, every scaling, seeded vectors. */
final class Catalog {
  private Catalog() {}

  static Stream<Training> trainings() {
    List<Training> all = new ArrayList<>();
    Training plain = Training.of(Schedules.constant(0.01), Schedules.harmonic(2, 10));
    for (Order order : Order.values()) {
      for (InitialBias bias : InitialBias.values()) {
        for (boolean normalized : new boolean[] {false, true}) {
          all.add(plain.withOrder(order).withInitialBias(bias).withNormalized(normalized));
        }
      }
    }
    return all.stream();
  }

  static Stream<Estimator> estimators() {
    Schedule beta = Schedules.constant(0.1);
    List<Estimator> all = new ArrayList<>();
    all.add(Estimator.stochastic());
    for (Order order : Order.values()) {
      for (InitialBias bias : InitialBias.values()) {
        all.add(new Estimator.Ema(beta, false, order, bias));
      }
      all.add(new Estimator.Ema(beta, true, order, InitialBias.ZERO));
    }
    trainings()
        .forEach(
            training -> {
              all.add(new Estimator.Diagonal(training));
              all.add(new Estimator.RankOne(training, InitialV.RANDOM_SIGNS));
              all.add(new Estimator.RankOne(training, InitialV.ONES));
              all.add(new Estimator.Full(training));
            });
    return all.stream();
  }

  static Stream<Scaling> scalings() {
    return Stream.of(Scaling.none(), Scaling.adagrad(), Scaling.rmsprop(), Scaling.adam());
  }

  /** One estimator of each kind. */
  static Stream<Estimator> kinds() {
    Schedule alpha = Schedules.constant(0.05);
    Schedule beta = Schedules.constant(0.1);
    return Stream.of(
        Estimator.stochastic(),
        Estimator.ema(beta),
        Estimator.biasCorrectedEma(beta),
        Estimator.diagonal(alpha, beta),
        Estimator.rankOne(alpha, beta),
        Estimator.full(alpha, beta));
  }

  static float[] gaussian(long seed, int length) {
    Random random = new Random(seed);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
