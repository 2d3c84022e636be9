package org.trainopt.check.stats;

import java.util.Locale;

/**
 * The times a slope is fitted over.
 *
 * @param first T₁
 * @param last T₂
 * @param shift added to t under the logarithm: γ where the step sizes are c/(t + γ), whose own law
 *     is 1/(t + γ); else 0
 */
public record Window(long first, long last, double shift) {
  boolean holds(long t) {
    return t >= first && t <= last;
  }

  String abscissa() {
    return shift == 0 ? "log t" : String.format(Locale.ROOT, "log(t + %.0f)", shift);
  }
}
