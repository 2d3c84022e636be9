package org.trainopt.javakernel;

import java.util.LinkedHashMap;
import java.util.Map;
import org.trainopt.api.Estimator;
import org.trainopt.api.Scaling;
import org.trainopt.api.StatePrecision;
import org.trainopt.api.Storage;
import org.trainopt.kernel.StepPlan;

/** One tensor with its state arrays; an array its estimator and scaling do not have is empty. */
final class SlotState {
  /** Its place in the plan, and in the step's gradients. */
  final int index;

  final String name;
  final Storage weights;
  final int length;
  final int group;
  final StateVector a;
  final StateVector b;
  final StateVector u;
  final StateVector v;
  final StateVector s;

  /** Ĝ of the last reported step; allocated when somebody first listens. */
  float[] estimate = new float[0];

  SlotState(int index, StepPlan.Slot slot, StepPlan.Group settings, StatePrecision precision) {
    Estimator estimator = settings.estimator();
    this.index = index;
    name = slot.name();
    weights = slot.weights();
    length = Math.toIntExact(weights.length());
    group = slot.group();
    boolean rankOne = estimator instanceof Estimator.RankOne;
    a = array(estimator instanceof Estimator.Diagonal, precision);
    // Full's b runs over its whole vector and lies beside A.
    b =
        array(
            !(estimator instanceof Estimator.Stochastic || estimator instanceof Estimator.Full),
            precision);
    u = array(rankOne, precision);
    v = array(rankOne, precision);
    s = array(!(settings.scaling() instanceof Scaling.None), StatePrecision.FLOAT32);
  }

  private StateVector array(boolean needed, StatePrecision precision) {
    return StateVector.of(needed ? length : 0, precision);
  }

  /** The arrays this slot has, by name. */
  Map<String, StateVector> arrays() {
    Map<String, StateVector> arrays = new LinkedHashMap<>();
    if (a.length > 0) {
      arrays.put("a", a);
    }
    if (u.length > 0) {
      arrays.put("u", u);
      arrays.put("v", v);
    }
    if (b.length > 0) {
      arrays.put("b", b);
    }
    if (s.length > 0) {
      arrays.put("s", s);
    }
    return arrays;
  }
}
