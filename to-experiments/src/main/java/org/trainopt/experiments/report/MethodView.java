package org.trainopt.experiments.report;

import java.util.Map;
import org.trainopt.experiments.stats.Interval;
import org.trainopt.experiments.stats.Summary;
import org.trainopt.experiments.study.StudyResult.MethodResult;

/**
 * One method's numbers on one task, all over its reported seeds.
 *
 * @param result where they come from
 * @param finals the final losses, one a seed, +∞ for a diverged run
 * @param measured what ratios are taken of: the final excess losses, or the final losses
 * @param stepsToTarget steps to the task's target loss, +∞ where it was not reached
 * @param loss summary of {@code finals}
 * @param lossMedian the bootstrap interval of their median
 * @param curve the mean loss over steps
 * @param more the same of the other figures, by name
 * @param rank 1 for the lowest mean final loss; equal means share a rank
 * @param nearBest the 95 % interval of the paired ratio to the best method contains 1
 */
record MethodView(
    MethodResult result,
    double[] finals,
    double[] measured,
    double[] stepsToTarget,
    Summary loss,
    Interval lossMedian,
    MeanCurve curve,
    Map<String, MeanCurve> more,
    int rank,
    boolean nearBest) {

  String name() {
    return result.method();
  }

  boolean isBest() {
    return rank == 1 && Double.isFinite(loss.mean());
  }

  int diverged() {
    return loss.infinite();
  }

  /** The winner's hyper-parameters. */
  Map<String, String> winner() {
    return result.trials().get(result.winner()).values();
  }
}
