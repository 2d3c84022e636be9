package org.trainopt.check.exact;

import org.trainopt.check.claim.Lab;
import org.trainopt.check.run.Source;
import org.trainopt.check.run.Trajectories;
import org.trainopt.kernel.Execution;

/** The Java kernels, without runs. */
public record JavaLab(long masterSeed) implements Lab {
  @Override
  public Execution execution() {
    return Execution.on("java").withThreads(1);
  }

  @Override
  public Trajectories trajectories(Source source) {
    throw new IllegalStateException("a measurement of single steps needs no runs");
  }
}
