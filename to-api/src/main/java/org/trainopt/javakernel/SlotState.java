package org.trainopt.javakernel;

import java.util.LinkedHashMap;
import java.util.Map;
import org.trainopt.api.Estimator;
import org.trainopt.api.Scaling;
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
  final float[] a;
  final float[] b;
  final float[] u;
  final float[] v;
  final float[] s;

  /** Ĝ of the last reported step; allocated when somebody first listens. */
  float[] estimate = new float[0];

  SlotState(int index, StepPlan.Slot slot, StepPlan.Group settings) {
    Estimator estimator = settings.estimator();
    this.index = index;
    name = slot.name();
    weights = slot.weights();
    length = Math.toIntExact(weights.length());
    group = slot.group();
    boolean rankOne = estimator instanceof Estimator.RankOne;
    a = array(estimator instanceof Estimator.Diagonal);
    // Full's b runs over its whole vector and lies beside A.
    b = array(!(estimator instanceof Estimator.Stochastic || estimator instanceof Estimator.Full));
    u = array(rankOne);
    v = array(rankOne);
    s = array(!(settings.scaling() instanceof Scaling.None));
  }

  private float[] array(boolean needed) {
    return new float[needed ? length : 0];
  }

  /** The arrays this slot has, by name. */
  Map<String, float[]> arrays() {
    Map<String, float[]> arrays = new LinkedHashMap<>();
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
