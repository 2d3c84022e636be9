// The arithmetic of estimators and scalings on one element, once for all loops: float32, one
// rounding an operation, in the order written, which is the order of the Java kernels. TO_FN makes
// the same text a device function elsewhere.
//
// Source of the estimators: Wang and Klabjan, A Trainable Optimizer, arXiv 2508.01764; of the form
// direction = g + (1 - kappa) r for the co-trained A+ w + b+: p - kappa r with p = g + r. It gives
// g itself for kappa = 1, so that momentum and SGD are special cases to the bit.
#pragma once

#include "bfloat16.h"
#include "function.h"
#include "kernels.h"

namespace trainopt {
namespace TO_ISA {

// Bits without the sign are ordered as the magnitudes, NaN above all: a maximum that vectorises and
// keeps NaN.
TO_FN int32_t magnitude_bits(float x) {
  int32_t bits;
  __builtin_memcpy(&bits, &x, sizeof bits);
  return bits & 0x7fffffff;
}

// Infinities and NaN have the magnitudes from here on.
constexpr int32_t kInfinityBits = 0x7f800000;

// A gradient within the bounds; NaN stays, and times 1 is exact.
TO_FN float clipped(float g, float limit, float factor) {
  return (g > limit ? limit : g < -limit ? -limit : g) * factor;
}

// The gradient of g's loss with l2 / 2 |w|^2 added.
TO_FN float with_l2(float g, float l2, float w) { return g + l2 * w; }

// One element of everything an estimator may use; what it does not have stays untouched.
struct Element {
  float w;
  float g;
  float a;
  float b;
  float u;
  float v;
  float kappa;
  float given;
};

// SGD.
struct Stochastic {
  static constexpr bool has_a = false, has_b = false, has_uv = false, given = false;
  static TO_FN float direction(Element &x, const Coefficients &) { return x.g; }
};

// Momentum: r = b - g, b <- b - beta r.
template <bool predict_first>
struct Ema {
  static constexpr bool has_a = false, has_b = true, has_uv = false, given = false;
  static TO_FN float direction(Element &x, const Coefficients &c) {
    const float old = x.b;
    const float r = old - x.g;
    x.b = old - c.beta * r;
    return (predict_first ? old : x.g + c.keep * r) * c.factor;
  }
};

// alpha w^2 + beta, alpha being rho / (1 + w^2) where normalised.
template <bool normalized>
TO_FN float diagonal_step(float square, float alpha) {
  return normalized ? alpha / (1.0f + square) : alpha;
}

// The gain of an element.
template <bool normalized>
TO_FN float diagonal_gain_of(float w, float alpha, float beta) {
  const float square = w * w;
  return diagonal_step<normalized>(square, alpha) * square + beta;
}

// Diagonal-TO: p = a w + b, r = p - g, a <- a - alpha r w, b <- b - beta r, kappa = alpha w^2 +
// beta.
template <bool normalized, bool predict_first>
struct Diagonal {
  static constexpr bool has_a = true, has_b = true, has_uv = false, given = false;
  static TO_FN float direction(Element &x, const Coefficients &c) {
    const float square = x.w * x.w;
    const float p = x.a * x.w + x.b;
    const float r = p - x.g;
    const float step = diagonal_step<normalized>(square, c.alpha);
    x.kappa = step * square + c.beta;
    x.a = x.a - step * r * x.w;
    x.b = x.b - c.beta * r;
    return predict_first ? p : x.g + (1.0f - x.kappa) * r;
  }
};

// Rank-One-TO with s = v.w: p = u s + b, r = p - g, u <- u - (alpha_u s) r, v <- v - (alpha_v u.r)
// w, b <- b - beta r.
template <bool predict_first>
struct RankOne {
  static constexpr bool has_a = false, has_b = true, has_uv = true, given = false;
  static TO_FN float direction(Element &x, const Coefficients &c) {
    const float old = x.u;
    const float p = old * c.s + x.b;
    const float r = p - x.g;
    x.u = old - c.step_u * r;
    x.v = x.v - c.step_v * x.w;
    x.b = x.b - c.beta * r;
    return predict_first ? p : x.g + c.keep * r - c.shift * old;
  }
};

// Full-TO: its rows were trained before and left the direction.
struct Given {
  static constexpr bool has_a = false, has_b = false, has_uv = false, given = true;
  static TO_FN float direction(Element &x, const Coefficients &) { return x.given; }
};

// w <- (1 - eta decay) w - eta Ghat.
struct NoScaling {
  static constexpr bool has_s = false;
  static TO_FN float statistic(float s, float, const Coefficients &) { return s; }
  static TO_FN float scaled(float direction, float, const Coefficients &) { return direction; }
};

// Ghat / (root_factor sqrt(s) + epsilon).
TO_FN float divided(float direction, float s, const Coefficients &c) {
  return direction / (root(s) * c.root_factor + c.epsilon);
}

// AdaGrad: s <- s + g^2.
struct SumOfSquares {
  static constexpr bool has_s = true;
  static TO_FN float statistic(float s, float g, const Coefficients &) { return s + g * g; }
  static TO_FN float scaled(float direction, float s, const Coefficients &c) {
    return divided(direction, s, c);
  }
};

// RMSProp and Adam: s <- rho s + (1 - rho) g^2.
struct MeanOfSquares {
  static constexpr bool has_s = true;
  static TO_FN float statistic(float s, float g, const Coefficients &c) {
    return c.rho * s + c.rest * (g * g);
  }
  static TO_FN float scaled(float direction, float s, const Coefficients &c) {
    return divided(direction, s, c);
  }
};

// State held as it is computed, and written where it is held.
struct Float32 {
  using type = float;
  static constexpr int kPart = kBlock;
  static TO_FN float load(const float *from, int i) { return from[i]; }
  static TO_FN float *target(float *held, float *) { return held; }
  static TO_FN void keep(const float *, float *, int) {}
};

// State held in the upper half of a float. What is to be held is collected in float32 and rounded in
// parts that are short enough for a CPU to work on two of them at a time.
struct Bfloat16 {
  using type = uint16_t;
  static constexpr int kPart = 64;
  static TO_FN float load(const uint16_t *from, int i) { return widened(from[i]); }
  static TO_FN float *target(uint16_t *, float *scratch) { return scratch; }
  static TO_FN void keep(const float *scratch, uint16_t *held, int n) { narrow(scratch, held, n); }
};

// Where an array's elements come from and where they go to.
template <class State>
struct Flow {
  const typename State::type *from;
  float *to;
};

// A whole step of element i: reads and writes only the arrays that estimator and scaling have.
// Returns its kappa, where it is the element's own, else 0.
template <class Estimator, class Scaling, bool report, class State>
TO_FN float step_element(int i, float *__restrict w, const float *__restrict g, Flow<State> a,
                         Flow<State> b, Flow<State> u, Flow<State> v, float *__restrict s,
                         float *__restrict estimate, const float *__restrict given,
                         const Coefficients &c) {
  Element x{};
  x.w = w[i];
  x.g = g[i];
  if constexpr (Estimator::has_a) x.a = State::load(a.from, i);
  if constexpr (Estimator::has_b) x.b = State::load(b.from, i);
  if constexpr (Estimator::has_uv) {
    x.u = State::load(u.from, i);
    x.v = State::load(v.from, i);
  }
  if constexpr (Estimator::given) x.given = given[i];
  const float direction = Estimator::direction(x, c);
  if constexpr (Estimator::has_a) a.to[i] = x.a;
  if constexpr (Estimator::has_b) b.to[i] = x.b;
  if constexpr (Estimator::has_uv) {
    u.to[i] = x.u;
    v.to[i] = x.v;
  }
  if constexpr (report) estimate[i] = direction;
  float statistic = 0;
  if constexpr (Scaling::has_s) {
    statistic = Scaling::statistic(s[i], x.g, c);
    s[i] = statistic;
  }
  w[i] = x.w * c.decay - c.eta * Scaling::scaled(direction, statistic, c);
  return x.kappa;
}

}  // namespace TO_ISA
}  // namespace trainopt
