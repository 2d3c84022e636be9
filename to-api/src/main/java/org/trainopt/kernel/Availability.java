package org.trainopt.kernel;

/**
 * Whether a provider can be used on this machine.
 *
 * @param usable true if it can
 * @param reason one line: what it runs on, or why it cannot be used
 */
public record Availability(boolean usable, String reason) {
  public static Availability usable(String how) {
    return new Availability(true, how);
  }

  public static Availability unusable(String why) {
    return new Availability(false, why);
  }
}
