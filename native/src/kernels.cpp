// The loops over a block, compiled once an instruction set with TO_ISA naming the namespace.
// Everything here is in that namespace and nothing of the C++ library is used: see kernels.h for
// why.
#include "kernels.h"

#include <string.h>

#include "element.h"
#include "full.h"
#include "lanes.h"
#include "rank_one.h"

namespace trainopt {
namespace TO_ISA {
namespace {

// The loop after it reads and writes element i alone in its turn i.
#if defined(__clang__)
#define TO_INDEPENDENT _Pragma("clang loop vectorize(assume_safety)")
#else
#define TO_INDEPENDENT _Pragma("GCC ivdep")
#endif

template <class T>
inline T *from(void *held, int start) {
  return held == nullptr ? nullptr : static_cast<T *>(held) + start;
}

// Elements start .. start + n - 1 of a block.
template <class Estimator, class Scaling, bool report, class State>
TO_FN int32_t update_part(const Block &x, const Coefficients &c, int start, int n) {
  using T = typename State::type;
  float *__restrict w = x.w + start;
  const float *__restrict g = x.g + start;
  float *__restrict s = from<float>(x.s, start);
  float *__restrict estimate = from<float>(x.estimate, start);
  const float *__restrict given = x.direction == nullptr ? nullptr : x.direction + start;
  T *const a = from<T>(x.a, start);
  T *const b = from<T>(x.b, start);
  T *const u = from<T>(x.u, start);
  T *const v = from<T>(x.v, start);
  float scratch[4][State::kPart];  // untouched where state is written where it is held
  const Flow<State> a_flow{a, State::target(a, scratch[0])};
  const Flow<State> b_flow{b, State::target(b, scratch[1])};
  const Flow<State> u_flow{u, State::target(u, scratch[2])};
  const Flow<State> v_flow{v, State::target(v, scratch[3])};
  int32_t gain = 0;
  TO_INDEPENDENT
  for (int i = 0; i < n; ++i) {
    const float kappa =
        step_element<Estimator, Scaling, report, State>(i, w, g, a_flow, b_flow, u_flow, v_flow, s,
                                                        estimate, given, c);
    const int32_t bits = magnitude_bits(kappa);
    gain = bits > gain ? bits : gain;
  }
  if constexpr (Estimator::has_a) State::keep(a_flow.to, a, n);
  if constexpr (Estimator::has_b) State::keep(b_flow.to, b, n);
  if constexpr (Estimator::has_uv) {
    State::keep(u_flow.to, u, n);
    State::keep(v_flow.to, v, n);
  }
  return gain;
}

template <class Estimator, class Scaling, bool report, class State>
int32_t update(const Block &x, const Coefficients &coefficients) {
  const Coefficients c = coefficients;
  int32_t gain = 0;
  int start = 0;
  if constexpr (State::kPart < kBlock) {
    for (; start + State::kPart <= x.n; start += State::kPart) {
      const int32_t part =
          update_part<Estimator, Scaling, report, State>(x, c, start, State::kPart);
      gain = part > gain ? part : gain;
    }
  }
  const int32_t rest = update_part<Estimator, Scaling, report, State>(x, c, start, x.n - start);
  return rest > gain ? rest : gain;
}

bool all_finite(const float *x, int64_t n) {
  // Several streams at a time: one alone leaves much of the memory's bandwidth unused.
  constexpr int kStreams = 4;
  const int64_t part = n / kStreams;
  int32_t largest = 0;
  for (int64_t i = 0; i < part; ++i) {
    for (int k = 0; k < kStreams; ++k) {
      const int32_t bits = magnitude_bits(x[k * part + i]);
      largest = bits > largest ? bits : largest;
    }
  }
  for (int64_t i = kStreams * part; i < n; ++i) {
    const int32_t bits = magnitude_bits(x[i]);
    largest = bits > largest ? bits : largest;
  }
  return largest < kInfinityBits;
}

float dot(const float *x, const float *y, int n) {
  float sum;
  dot_rows<1>(x, 0, y, n, &sum);
  return sum;
}

void prepare(const float *__restrict g, const float *__restrict w, const Preparation &preparation,
             float *__restrict to, int n) {
  const float limit = preparation.limit;
  const float factor = preparation.factor;
  const float l2 = preparation.l2;
  for (int i = 0; i < n; ++i) to[i] = clipped(g[i], limit, factor);
  if (l2 != 0) {
    for (int i = 0; i < n; ++i) to[i] = with_l2(to[i], l2, w[i]);
  }
}

template <bool normalized>
int32_t diagonal_gain(const float *w, int n, float alpha, float beta) {
  int32_t gain = 0;
  for (int i = 0; i < n; ++i) {
    const int32_t bits = magnitude_bits(diagonal_gain_of<normalized>(w[i], alpha, beta));
    gain = bits > gain ? bits : gain;
  }
  return gain;
}

int32_t any_diagonal_gain(const float *w, int n, float alpha, float beta, bool normalized) {
  return normalized ? diagonal_gain<true>(w, n, alpha, beta)
                    : diagonal_gain<false>(w, n, alpha, beta);
}

void widen_any(const void *from, Precision precision, float *to, int64_t n) {
  if (precision == kBfloat16) {
    widen(static_cast<const uint16_t *>(from), to, n);
  } else {
    memcpy(to, from, sizeof(float) * static_cast<size_t>(n));
  }
}

void narrow_any(const float *from, Precision precision, void *to, int64_t n) {
  if (precision == kBfloat16) {
    narrow(from, static_cast<uint16_t *>(to), n);
  } else {
    memcpy(to, from, sizeof(float) * static_cast<size_t>(n));
  }
}

void scale(float *x, float factor, int n) {
  for (int i = 0; i < n; ++i) x[i] = x[i] * factor;
}

// Measurements, outside the exactness rule, but of a fixed order all the same: eight running sums
// each.
void report(const float *estimate, const float *g, int n, double sums[3]) {
  constexpr int kSums = 8;
  double lane[3][kSums] = {};
  for (int start = 0; start < n; start += kSums) {
    const int count = n - start < kSums ? n - start : kSums;
    for (int j = 0; j < count; ++j) {
      const double gradient = g[start + j];
      const double direction = estimate[start + j];
      const double error = direction - gradient;
      lane[0][j] += gradient * gradient;
      lane[1][j] += direction * direction;
      lane[2][j] += error * error;
    }
  }
  for (int k = 0; k < 3; ++k) {
    sums[k] = 0;
    for (int j = 0; j < kSums; ++j) sums[k] += lane[k][j];
  }
}

#define TO_PRECISIONS(...) {update<__VA_ARGS__, Float32>, update<__VA_ARGS__, Bfloat16>}
#define TO_SCALING(scaling, ...) \
  {TO_PRECISIONS(__VA_ARGS__, scaling, false), TO_PRECISIONS(__VA_ARGS__, scaling, true)}
#define TO_SCALINGS(...)                                                           \
  {                                                                                \
    TO_SCALING(NoScaling, __VA_ARGS__), TO_SCALING(SumOfSquares, __VA_ARGS__),     \
        TO_SCALING(MeanOfSquares, __VA_ARGS__)                                     \
  }

const Kernels kKernels = {
    {
        TO_SCALINGS(Stochastic),
        TO_SCALINGS(Ema<false>),
        TO_SCALINGS(Ema<true>),
        TO_SCALINGS(Diagonal<false, false>),
        TO_SCALINGS(Diagonal<false, true>),
        TO_SCALINGS(Diagonal<true, false>),
        TO_SCALINGS(Diagonal<true, true>),
        TO_SCALINGS(RankOne<false>),
        TO_SCALINGS(RankOne<true>),
        TO_SCALINGS(Given),
    },
    all_finite,
    dot,
    prepare,
    any_diagonal_gain,
    widen_any,
    narrow_any,
    {rank_one_sums<Float32>, rank_one_sums<Bfloat16>},
    {rank_one_gradient<Float32>, rank_one_gradient<Bfloat16>},
    fingerprint,
    full_rows,
    row_dots,
    correct_rows,
    flush_rows,
    scale,
    report,
};

}  // namespace

const Kernels &kernels() { return kKernels; }

}  // namespace TO_ISA
}  // namespace trainopt
