package org.trainopt.check.run;

import java.util.Map;
import org.trainopt.api.OptimizerSpec;
import org.trainopt.check.problem.Problem;

/**
 * An optimizer on a problem, to be run with many seeds.
 *
 * @param variant what is shown
 * @param problem the loss
 * @param spec the optimizer; its seed is replaced by each run's
 * @param horizon steps
 * @param state estimator state set before the first step, by array name ({@code A}, {@code b}, …);
 *     empty for the spec's own
 * @param kernels what is done to the kernels' scalars
 */
public record Arm(
    String variant,
    Problem problem,
    OptimizerSpec spec,
    long horizon,
    Map<String, float[]> state,
    Tampering kernels)
    implements Source {
  /** An optimizer as it is. */
  public static Arm of(String variant, Problem problem, OptimizerSpec spec, long horizon) {
    return new Arm(variant, problem, spec, horizon, Map.of(), Tampering.NONE);
  }

  public Arm named(String other) {
    return new Arm(other, problem, spec, horizon, state, kernels);
  }

  public Arm withState(Map<String, float[]> arrays) {
    return new Arm(variant, problem, spec, horizon, arrays, kernels);
  }

  public Arm withKernels(Tampering tampering) {
    return new Arm(variant, problem, spec, horizon, state, tampering);
  }

  @Override
  public String problemName() {
    return problem.name();
  }
}
