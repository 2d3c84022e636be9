package org.trainopt.check.stats;

/**
 * A confidence interval.
 *
 * @param low the lower limit
 * @param high the upper limit
 */
public record Interval(double low, double high) {}
