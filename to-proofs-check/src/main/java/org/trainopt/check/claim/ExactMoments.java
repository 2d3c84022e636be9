package org.trainopt.check.claim;

import java.util.Arrays;
import org.trainopt.api.Schedule;
import org.trainopt.check.problem.Quadratic;
import org.trainopt.check.run.Metric;
import org.trainopt.check.run.Trajectories;
import org.trainopt.check.stats.Draw;
import org.trainopt.check.stats.Interval;

/**
 * E‖w_t − w*‖² of SGD on a quadratic, exactly: along an eigenvector with eigenvalue h, {@code
 * m_{t+1} = (1 − η_t h)² m_t + η_t²} with noise of variance 1.
 */
final class ExactMoments {
  private ExactMoments() {}

  /** The exact means at some times, ascending. */
  static double[] of(Quadratic problem, long[] times) {
    Schedule learningRate = problem.tuning().learningRate();
    double[] spectrum = problem.spectrum();
    double[] moments = new double[spectrum.length];
    Arrays.fill(moments, Quadratic.START_VARIANCE);
    double[] exact = new double[times.length];
    int next = 0;
    for (long t = 0; next < times.length; t++) {
      if (t == times[next]) {
        for (double moment : moments) {
          exact[next] += moment;
        }
        next++;
      }
      double eta = learningRate.at(t);
      for (int i = 0; i < moments.length; i++) {
        double factor = 1 - eta * spectrum[i];
        moments[i] = factor * factor * moments[i] + eta * eta;
      }
    }
    return exact;
  }

  /** The largest distance of the mean over seeds from the exact one, in standard errors. */
  static Interval deviation(Quadratic problem, Trajectories sgd) {
    double[] exact = of(problem, sgd.times());
    Draw all = Draw.all(sgd, Metric.DISTANCE);
    double largest = 0;
    for (int k = 0; k < exact.length; k++) {
      double error = Math.sqrt(all.variance(k) / all.size());
      largest = Math.max(largest, Math.abs(all.mean(k) - exact[k]) / error);
    }
    return new Interval(largest, largest);
  }
}
