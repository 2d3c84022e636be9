// The scalars of a step, derived in double and rounded to float once: once for the CPU, which derives
// them between its passes, and for CUDA, where a device does.
#pragma once

#include "function.h"
#include "kernels.h"
#include "trainopt.h"

namespace trainopt {

// As Java's Math.max: NaN wins.
TO_FN double max_or_nan(double x, double y) { return x > y || x != x ? x : y; }

// What needs no sum over the elements.
TO_FN void set_coefficients(const to_scalars &x, Coefficients &c) {
  c.alpha = static_cast<float>(x.alpha);
  c.beta = static_cast<float>(x.beta);
  c.keep = static_cast<float>(1 - x.beta);
  c.factor = static_cast<float>(x.estimate_factor);
  c.eta = static_cast<float>(x.learning_rate);
  c.decay = static_cast<float>(x.decay_factor);
  c.rho = static_cast<float>(x.rho);
  c.rest = static_cast<float>(1 - x.rho);
  c.root_factor = static_cast<float>(x.root_factor);
  c.epsilon = static_cast<float>(x.epsilon);
}

// The gain as far as no element and no sum has a say.
TO_FN double initial_gain(const to_group &group, const to_scalars &x) {
  return group.estimator == TO_EMA ? x.beta : 0;
}

TO_FN bool takes_bias(const to_group &group, bool first) {
  return first && group.bias_from_gradient && group.estimator != TO_STOCHASTIC;
}

// Rank-One's dot products over its whole vector, before they are rounded.
struct RankOneTotals {
  double vw;
  double ww;
  double uu;
  double ub;
  double ug;
};

// s = v.w; with c = alpha_v (u.r) |w|^2, s after the step is s - c, and the co-trained direction is
// g + (1 - kappa) r - c u, kappa = alpha_u s (s - c) + beta. Normalised: alpha_u = rho / (1 + s^2),
// alpha_v = rho / (1 + |u|^2 |w|^2). u.r = u.b - u.g + s |u|^2. Returns the gain.
TO_FN double set_rank_one(const RankOneTotals &sum, const to_scalars &scalars, bool normalized,
                          Coefficients &x) {
  x.s = static_cast<float>(sum.vw);
  const float w2 = static_cast<float>(sum.ww);
  const double s = x.s;
  const float u2 = static_cast<float>(sum.uu);
  const float ur = static_cast<float>(sum.ub - sum.ug + s * u2);
  const double uw2 = static_cast<double>(u2) * w2;
  const double alpha_u = normalized ? scalars.alpha / (1 + s * s) : scalars.alpha;
  const double alpha_v = normalized ? scalars.alpha / (1 + uw2) : scalars.alpha;
  const double c = alpha_v * ur * w2;
  x.step_u = static_cast<float>(alpha_u * s);
  x.step_v = static_cast<float>(alpha_v * ur);
  x.keep = static_cast<float>(1 - (alpha_u * s * (s - c) + scalars.beta));
  x.shift = static_cast<float>(c);
  return alpha_u * s * s + alpha_v * uw2 + scalars.beta;
}

// Full: kappa = alpha |w|^2 + beta; normalised alpha = rho / (1 + |w|^2). Returns the gain.
TO_FN double set_full(double squares, const to_scalars &scalars, bool normalized, Coefficients &x) {
  const float w2 = static_cast<float>(squares);
  const double step = normalized ? scalars.alpha / (1 + static_cast<double>(w2)) : scalars.alpha;
  const double gain = step * w2 + scalars.beta;
  x.alpha = static_cast<float>(step);
  x.keep = static_cast<float>(1 - gain);
  return gain;
}

// The factor that brings a vector of the given norm onto the bound; 1 if it is within.
TO_FN float factor_onto(double bound, double norm) {
  return norm > bound ? static_cast<float>(bound / norm) : 1;
}

}  // namespace trainopt
