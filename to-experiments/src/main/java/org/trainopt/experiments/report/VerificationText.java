package org.trainopt.experiments.report;

import java.util.List;
import java.util.Locale;
import org.trainopt.check.Protocol;
import org.trainopt.check.VerificationResult;

/** What the page says in words. */
final class VerificationText {
  /** What a verdict is worth. */
  static final String LIMITS =
      "No finite run proves an O(·). ACCEPT means that a consequence of the claim holds on the"
          + " problem named, over one window of steps and within the margin: a bound, not an"
          + " advantage. Momentum with a decaying β (“b only”) passes C2, so C2 does not show that A"
          + " helps, and SGD passes C1 and C3.";

  private VerificationText() {}

  static List<String> protocol(VerificationResult result) {
    Protocol p = result.protocol();
    return List.of(
        "The optimizers are the production ones, stepped through the public API; the checker has no"
            + " update of its own.",
        String.format(
            Locale.ROOT,
            "1/t claims: %d seeds to step %,d; margin δ = %s. 1/log T claims: %d seeds, T = %,d and"
                + " T² = %,d. Master seed %d.",
            p.seeds(),
            p.horizon(),
            p.margin(),
            p.logSeeds(),
            p.logStart(),
            p.logHorizon(),
            p.masterSeed()),
        "Step sizes η = a/(t + γ), α = cA/(t + γ), β = c/(t + γ) with aμ = 2 and c = 2; the window"
            + " begins at 8γ and the slope is taken on log(t + γ).",
        String.format(
            Locale.ROOT,
            "Intervals: percentile bootstrap over whole seeds, %d draws, pairs kept together; each"
                + " limit has an error probability of %s at each of at most %d looks (S seeds, then"
                + " 2S where S leaves the answer open).",
            Protocol.RESAMPLES,
            Protocol.TAIL,
            Protocol.LOOKS),
        "The log of the mean over seeds, never the mean of logs; no trimming. One seed that leaves"
            + " the finite numbers makes the outcome REJECT; a spread Var/mean² above "
            + String.format(Locale.ROOT, "%.0f", Protocol.MAX_SPREAD)
            + " at the last time makes it INCONCLUSIVE.",
        "1/log T: the minimum of the mean over the recorded times, its time chosen on half of the"
            + " seeds and its value taken from the other half.",
        "ACCEPT where the whole interval keeps the rule, REJECT where it breaks it, INCONCLUSIVE"
            + " where it does neither. Controls that do not come out as they must void the run.",
        "Plots: mean over seeds with 95 % limits, the fitted line over its window (thin), and the"
            + " claimed law (dotted).");
  }
}
