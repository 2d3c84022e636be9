package org.trainopt.check.claim;

import org.trainopt.check.run.Source;
import org.trainopt.check.run.Trajectories;
import org.trainopt.kernel.Execution;

/** What a measurement may use. */
public interface Lab {
  /** The kernels to build optimizers on; one thread. */
  Execution execution();

  /** The master seed; measurements with random numbers derive theirs from it. */
  long masterSeed();

  /** The runs of a source at the first look, made if they are not there. */
  Trajectories trajectories(Source source);
}
