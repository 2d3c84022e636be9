package org.trainopt.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.trainopt.api.GainPolicy;
import org.trainopt.check.Verdict.Curve;
import org.trainopt.check.Verdict.Point;
import org.trainopt.check.claim.Check;
import org.trainopt.check.claim.Evidence.Sampled;
import org.trainopt.check.claim.Outcome;
import org.trainopt.check.run.Arm;
import org.trainopt.check.run.Source;
import org.trainopt.check.run.Streams;
import org.trainopt.check.run.Trajectories;
import org.trainopt.check.stats.ClusterBootstrap;
import org.trainopt.check.stats.Draw;
import org.trainopt.check.stats.Interval;
import org.trainopt.check.stats.LogSlope;
import org.trainopt.check.stats.MinimumGrowth;
import org.trainopt.check.stats.Statistic;

/** One look at a sampled check: interval, rule, and the reasons to answer without them. */
final class Evaluation {
  private final Check check;
  private final Source source;
  private final Statistic statistic;
  private final Protocol protocol;

  Evaluation(Check check, Sampled evidence, Protocol protocol) {
    this.check = check;
    this.source = evidence.source();
    this.statistic = evidence.figure();
    this.protocol = protocol;
  }

  /**
   * Looks at some seeds.
   *
   * @param reference as many seeds of the reference; the subject where there is none
   * @param look 1 or 2
   */
  Verdict of(Trajectories subject, Trajectories reference, int look) {
    Draw all = Draw.all(subject, statistic.metric());
    int lost = Math.max(lost(all), lost(Draw.all(reference, statistic.metric())));
    if (lost > 0) {
      String reason = lost + " of " + subject.seeds() + " seeds left the finite numbers" + orGain();
      Interval none = new Interval(Double.NaN, Double.NaN);
      return verdict(Outcome.REJECT, Double.NaN, none, reason, look, subject);
    }
    double estimate = statistic.of(all, Draw.all(reference, statistic.metric()));
    long seed =
        Streams.seed(
            protocol.masterSeed(), "bootstrap " + statistic.text() + check.variant(), look);
    Interval interval =
        ClusterBootstrap.interval(
            subject, reference, statistic.metric(), statistic::of, Protocol.TAIL, seed);
    Outcome outcome = check.rule().decide(interval);
    double spread = spread(all);
    if (outcome != Outcome.REPORTED && spread > Protocol.MAX_SPREAD) {
      String reason =
          String.format(
              Locale.ROOT,
              "Var/mean² over seeds is %.1f at t = %d, above %.0f",
              spread,
              statistic.last(),
              Protocol.MAX_SPREAD);
      return verdict(Outcome.INCONCLUSIVE, estimate, interval, reason, look, subject);
    }
    return verdict(outcome, estimate, interval, "", look, subject);
  }

  /** An optimizer that refuses gains of 2 and more stops there, with finite numbers. */
  private String orGain() {
    return source instanceof Arm arm && arm.spec().gainPolicy() == GainPolicy.FAIL
        ? " or met a gain κ ≥ 2, which the spec's gain policy refuses"
        : "";
  }

  private Verdict verdict(
      Outcome outcome,
      double estimate,
      Interval interval,
      String reason,
      int look,
      Trajectories subject) {
    return new Verdict(
        check, outcome, estimate, interval, reason, subject.seeds(), look, curve(subject));
  }

  /** Seeds with a value that is not finite at a time the statistic looks at. */
  private int lost(Draw draw) {
    int lost = 0;
    for (int i = 0; i < draw.size(); i++) {
      for (int k = 0; k < draw.times().length; k++) {
        long t = draw.times()[k];
        if (t >= statistic.first() && t <= statistic.last() && !Double.isFinite(draw.value(i, k))) {
          lost++;
          break;
        }
      }
    }
    return lost;
  }

  /** Var/mean² over the seeds at the statistic's last time. */
  private double spread(Draw draw) {
    int k = Arrays.binarySearch(draw.times(), statistic.last());
    double mean = draw.mean(k);
    double variance = draw.variance(k);
    return variance == 0 ? 0 : variance / (mean * mean);
  }

  private Curve curve(Trajectories subject) {
    Draw all = Draw.all(subject, statistic.metric());
    List<Point> points = new ArrayList<>();
    for (int k = 0; k < all.times().length; k++) {
      double mean = all.mean(k);
      if (Double.isFinite(mean)) {
        Interval limits = meanLimits(all, k, mean);
        points.add(new Point(all.times()[k], mean, limits.low(), limits.high()));
      }
    }
    if (statistic instanceof LogSlope slope) {
      LogSlope.Line line = slope.line(all);
      return new Curve(
          points, slope.first(), line.slope(), line.intercept(), slope.window().shift());
    }
    long from = statistic instanceof MinimumGrowth growth ? growth.start() : statistic.first();
    return new Curve(points, from, Double.NaN, Double.NaN, 0);
  }

  /**
   * 95 % limits of a mean for the plots, where no verdict rests on them: normal on the log scale,
   * {@code m · exp(± 1.96 SE/m)}, so that they stay positive.
   */
  private static Interval meanLimits(Draw draw, int k, double mean) {
    double error = Math.sqrt(draw.variance(k) / draw.size());
    double factor = mean == 0 ? 1 : Math.exp(1.96 * error / Math.abs(mean));
    return new Interval(mean / factor, mean * factor);
  }
}
