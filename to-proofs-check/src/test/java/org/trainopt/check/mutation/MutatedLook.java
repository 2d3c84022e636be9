package org.trainopt.check.mutation;

import java.util.function.IntFunction;
import java.util.function.ToDoubleBiFunction;
import org.trainopt.check.Protocol;
import org.trainopt.check.claim.Outcome;
import org.trainopt.check.claim.Rule;
import org.trainopt.check.run.Metric;
import org.trainopt.check.run.Trajectories;
import org.trainopt.check.stats.ClusterBootstrap;
import org.trainopt.check.stats.Draw;
import org.trainopt.check.stats.Interval;

/** The checker's two looks, with any function of the draws for a statistic and nothing else. */
final class MutatedLook {
  private MutatedLook() {}

  /**
   * The answer.
   *
   * @param runs makes this many seeds
   * @param seeds of the first look; the second has twice as many
   */
  static Row.Answer answer(
      IntFunction<Trajectories> runs,
      int seeds,
      Metric metric,
      ToDoubleBiFunction<Draw, Draw> statistic,
      Rule rule) {
    Row.Answer answer = new Row.Answer(Outcome.INCONCLUSIVE, "");
    for (int look = 1; look <= Protocol.LOOKS && answer.outcome() == Outcome.INCONCLUSIVE; look++) {
      Trajectories subject = runs.apply(look * seeds);
      Interval interval =
          ClusterBootstrap.interval(subject, subject, metric, statistic, Protocol.TAIL, look);
      Draw all = Draw.all(subject, metric);
      answer = Row.Answer.of(rule.decide(interval), statistic.applyAsDouble(all, all), interval);
    }
    return answer;
  }
}
