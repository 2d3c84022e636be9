// The loops over a block, compiled once an instruction set with TO_ISA naming the namespace.
// Everything here is in that namespace and nothing of the C++ library is used: see kernels.h for
// why.
#include "kernels.h"

#include <string.h>

#include "element.h"
#include "lanes.h"

namespace trainopt {
namespace TO_ISA {
namespace {

// The loop after it reads and writes element i alone in its turn i.
#if defined(__clang__)
#define TO_INDEPENDENT _Pragma("clang loop vectorize(assume_safety)")
#else
#define TO_INDEPENDENT _Pragma("GCC ivdep")
#endif

// Gains are >= 0 or NaN, so their bits without the sign are ordered as integers, NaN above all: a
// maximum that vectorises and keeps NaN.
inline int32_t gain_bits(float kappa) {
  int32_t bits;
  memcpy(&bits, &kappa, sizeof bits);
  return bits & 0x7fffffff;
}

template <class Estimator, class Scaling, bool report>
int32_t update(const Block &x, const Coefficients &coefficients) {
  const Coefficients c = coefficients;
  float *__restrict w = x.w;
  const float *__restrict g = x.g;
  float *__restrict a = x.a;
  float *__restrict b = x.b;
  float *__restrict u = x.u;
  float *__restrict v = x.v;
  float *__restrict s = x.s;
  float *__restrict estimate = x.estimate;
  const float *__restrict given = x.direction;
  const int n = x.n;
  int32_t gain = 0;
  TO_INDEPENDENT
  for (int i = 0; i < n; ++i) {
    const float kappa =
        step_element<Estimator, Scaling, report>(i, w, g, a, b, u, v, s, estimate, given, c);
    const int32_t bits = gain_bits(kappa);
    gain = bits > gain ? bits : gain;
  }
  return gain;
}

int first_non_finite(const float *x, int n) {
  constexpr int32_t kExponent = 0x7f800000;  // all ones in infinities and NaN
  int32_t found = 0;
  for (int i = 0; i < n; ++i) {
    int32_t bits;
    memcpy(&bits, x + i, sizeof bits);
    found |= (bits & kExponent) == kExponent;
  }
  int i = n;
  if (found) {
    for (i = 0; x[i] - x[i] == 0; ++i) {
    }
  }
  return i;
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
  for (int i = 0; i < n; ++i) {
    const float x = g[i];
    to[i] = (x > limit ? limit : x < -limit ? -limit : x) * factor;  // NaN stays; times 1 is exact
  }
  if (l2 != 0) {
    for (int i = 0; i < n; ++i) to[i] = to[i] + l2 * w[i];
  }
}

template <bool normalized>
int32_t diagonal_gain(const float *w, int n, float alpha, float beta) {
  int32_t gain = 0;
  for (int i = 0; i < n; ++i) {
    const float square = w[i] * w[i];
    const int32_t bits = gain_bits(diagonal_step<normalized>(square, alpha) * square + beta);
    gain = bits > gain ? bits : gain;
  }
  return gain;
}

int32_t any_diagonal_gain(const float *w, int n, float alpha, float beta, bool normalized) {
  return normalized ? diagonal_gain<true>(w, n, alpha, beta)
                    : diagonal_gain<false>(w, n, alpha, beta);
}

void rank_one_residual(const float *__restrict u, const float *__restrict b,
                       const float *__restrict g, float s, float *__restrict to, int n) {
  for (int i = 0; i < n; ++i) to[i] = u[i] * s + b[i] - g[i];
}

// Rows i .. i + count - 1: p = A w + b, r = p - g, A <- A - alpha r w^T, b <- b - beta r. The rows
// are in cache when they are written, so that A is read from memory once.
template <int count>
void train_rows(const Rows &x, int64_t i) {
  float *row = x.matrix + i * x.d;
  double total[count] = {};
  for (int64_t start = 0; start < x.d; start += kBlock) {
    const int n = x.d - start < kBlock ? static_cast<int>(x.d - start) : kBlock;
    float sums[count];
    dot_rows<count>(row + start, x.d, x.w + start, n, sums);
    for (int k = 0; k < count; ++k) total[k] += sums[k];
  }
  for (int k = 0; k < count; ++k) {
    const float g = x.g[i + k];
    const float p = static_cast<float>(total[k]) + x.b[i + k];
    const float r = p - g;
    const float factor = -(x.step_a * r);
    float *__restrict a = row + k * x.d;
    const float *__restrict w = x.w;
    for (int64_t j = 0; j < x.d; ++j) a[j] = __builtin_fmaf(factor, w[j], a[j]);
    x.b[i + k] = x.b[i + k] - x.step_b * r;
    x.direction[i + k] = x.predict_first ? p : g + x.keep * r;
  }
}

void full_rows(const Rows &rows, int64_t from, int64_t to) {
  int64_t i = from;
  for (; i + kRowsAtOnce <= to; i += kRowsAtOnce) train_rows<kRowsAtOnce>(rows, i);
  for (; i < to; ++i) train_rows<1>(rows, i);
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

#define TO_SCALINGS(...)                                                                     \
  {                                                                                          \
      {update<__VA_ARGS__, NoScaling, false>, update<__VA_ARGS__, NoScaling, true>},         \
      {update<__VA_ARGS__, SumOfSquares, false>, update<__VA_ARGS__, SumOfSquares, true>},   \
      {update<__VA_ARGS__, MeanOfSquares, false>, update<__VA_ARGS__, MeanOfSquares, true>}, \
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
    first_non_finite,
    dot,
    prepare,
    any_diagonal_gain,
    rank_one_residual,
    full_rows,
    scale,
    report,
};

}  // namespace

const Kernels &kernels() { return kKernels; }

}  // namespace TO_ISA
}  // namespace trainopt
