package org.trainopt.check.run;

/** Where trajectories come from: an optimizer on a problem, or a made-up law with known rate. */
public sealed interface Source permits Arm, Surrogate {
  /** What is shown in the column of variants. */
  String variant();

  /** What is shown in the column of problems. */
  String problemName();

  /** The last time that is recorded. */
  long horizon();
}
