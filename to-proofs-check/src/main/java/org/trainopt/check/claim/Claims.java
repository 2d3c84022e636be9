package org.trainopt.check.claim;

import java.util.List;
import org.trainopt.api.OptimizerSpec;
import org.trainopt.api.Parameter;
import org.trainopt.api.Parameters;
import org.trainopt.check.problem.Problem;
import org.trainopt.kernel.Execution;

/** The protocol's claims: a new one is a class and a line here. */
public final class Claims {
  private Claims() {}

  /** All claims with their controls. */
  public static List<Claim> all() {
    return List.of(
        new DistanceRate(),
        new EstimateRate(),
        new VarianceReduction(),
        LogRate.ofGradient(),
        LogRate.ofEstimate(),
        new MatchesSgd(),
        new Identities(),
        new BoundedEstimator());
  }

  /**
   * The rate claims about one optimizer on one problem, with their usual controls: C1 and C2 on a
   * strongly convex problem, else C3a and C3b.
   *
   * @throws IllegalArgumentException if the spec cannot be built for the problem's one parameter
   *     "w"; the message says why
   */
  public static List<Claim> of(OptimizerSpec spec, Problem problem) {
    float[] w = new float[problem.dimension()];
    spec.build(Parameters.of(Parameter.of("w", w)), Execution.on("java")).close();
    return OwnSpec.claims(spec, problem);
  }
}
