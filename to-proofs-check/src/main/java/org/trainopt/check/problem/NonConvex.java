package org.trainopt.check.problem;

/** A loss without a single minimum; claims about it speak of ‖∇F‖ alone. */
public sealed interface NonConvex extends Problem permits CosineBowl, TanhNetwork, LogCalibration {}
