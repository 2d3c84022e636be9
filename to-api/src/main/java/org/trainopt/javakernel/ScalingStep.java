package org.trainopt.javakernel;

import org.trainopt.api.Scaling;
import org.trainopt.kernel.StepScalars;

/**
 * The last phase of a block: statistics of g, scaling of Ĝ, decoupled decay and the weights,
 *
 * <pre>
 *   AdaGrad        s ← s + g²
 *   RMSProp, Adam  s ← ρ s + (1 − ρ) g²
 *   w ← (1 − η·decay) w − η (Ĝ / (√s · rootFactor + ε))
 * </pre>
 */
final class ScalingStep {
  private final boolean scaled;
  private final boolean accumulating;
  private float eta;
  private float decay;
  private float rho;
  private float rest;
  private float rootFactor;
  private float epsilon;

  ScalingStep(Scaling scaling) {
    scaled = !(scaling instanceof Scaling.None);
    accumulating = scaling instanceof Scaling.AdaGrad;
  }

  void begin(double[] scalars, int at) {
    eta = (float) scalars[at + StepScalars.LEARNING_RATE];
    decay = (float) scalars[at + StepScalars.DECAY_FACTOR];
    rho = (float) scalars[at + StepScalars.RHO];
    rest = (float) (1 - scalars[at + StepScalars.RHO]);
    rootFactor = (float) scalars[at + StepScalars.ROOT_FACTOR];
    epsilon = (float) scalars[at + StepScalars.EPSILON];
  }

  void block(SlotState slot, Block x) {
    float[] w = x.w;
    float[] direction = x.direction;
    int wAt = x.wAt;
    if (!scaled) {
      for (int i = 0; i < x.n; i++) {
        w[wAt + i] = w[wAt + i] * decay - eta * direction[i];
      }
      return;
    }
    slot.s.open(x.at, x.n);
    accumulate(slot.s, x);
    float[] s = slot.s.values;
    int at = slot.s.from;
    for (int i = 0; i < x.n; i++) {
      float root = (float) Math.sqrt(s[at + i]) * rootFactor + epsilon;
      w[wAt + i] = w[wAt + i] * decay - eta * (direction[i] / root);
    }
  }

  private void accumulate(StateVector statistic, Block x) {
    float[] s = statistic.values;
    float[] g = x.g;
    int gAt = x.gAt;
    int at = statistic.from;
    if (accumulating) {
      for (int i = 0; i < x.n; i++) {
        s[at + i] += g[gAt + i] * g[gAt + i];
      }
    } else {
      for (int i = 0; i < x.n; i++) {
        s[at + i] = rho * s[at + i] + rest * (g[gAt + i] * g[gAt + i]);
      }
    }
  }
}
