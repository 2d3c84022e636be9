// The 32 running sums of a dot product's block: lane j takes the elements = j (mod 32) in ascending
// order, by fused multiply-add; at the end the lanes meet in a binary tree. Registers differ
// between instruction sets, bits do not.
#pragma once

#include <stdint.h>

#if defined(__AVX512F__) || (defined(__AVX2__) && defined(__FMA__))
#include <immintrin.h>
#endif

#include "kernels.h"

namespace trainopt {
namespace TO_ISA {

constexpr int kLanes = 32;

#if defined(__AVX512F__)

// Rows of a matrix worked on at a time: as many as the registers hold.
constexpr int kRowsAtOnce = 8;

struct Lanes {
  __m512 lane[2];

  void clear() { lane[0] = lane[1] = _mm512_setzero_ps(); }
  void multiply_add(const float *x, const float *y) {
    for (int k = 0; k < 2; ++k) {
      lane[k] = _mm512_fmadd_ps(_mm512_loadu_ps(x + 16 * k), _mm512_loadu_ps(y + 16 * k), lane[k]);
    }
  }
  void store(float *to) const {
    for (int k = 0; k < 2; ++k) _mm512_storeu_ps(to + 16 * k, lane[k]);
  }
};

#elif defined(__AVX2__) && defined(__FMA__)

constexpr int kRowsAtOnce = 2;

struct Lanes {
  __m256 lane[4];

  void clear() {
    for (int k = 0; k < 4; ++k) lane[k] = _mm256_setzero_ps();
  }
  void multiply_add(const float *x, const float *y) {
    for (int k = 0; k < 4; ++k) {
      lane[k] = _mm256_fmadd_ps(_mm256_loadu_ps(x + 8 * k), _mm256_loadu_ps(y + 8 * k), lane[k]);
    }
  }
  void store(float *to) const {
    for (int k = 0; k < 4; ++k) _mm256_storeu_ps(to + 8 * k, lane[k]);
  }
};

#else

constexpr int kRowsAtOnce = 1;

// fmaf is exact everywhere; where the hardware has no fused multiply-add, the C library emulates
// it.
struct Lanes {
  float lane[kLanes];

  void clear() {
    for (int j = 0; j < kLanes; ++j) lane[j] = 0;
  }
  void multiply_add(const float *x, const float *y) {
    for (int j = 0; j < kLanes; ++j) lane[j] = __builtin_fmaf(x[j], y[j], lane[j]);
  }
  void store(float *to) const {
    for (int j = 0; j < kLanes; ++j) to[j] = lane[j];
  }
};

#endif

// The block sums of x_r . y for rows x_r = x + r * stride, n <= 1024.
template <int rows>
inline void dot_rows(const float *x, int64_t stride, const float *y, int n, float *sums) {
  Lanes lanes[rows];
  for (int r = 0; r < rows; ++r) lanes[r].clear();
  const int whole = n & -kLanes;
  for (int i = 0; i < whole; i += kLanes) {
    for (int r = 0; r < rows; ++r) lanes[r].multiply_add(x + r * stride + i, y + i);
  }
  for (int r = 0; r < rows; ++r) {
    float lane[kLanes];
    lanes[r].store(lane);
    const float *rest = x + r * stride + whole;
    for (int j = 0; j < n - whole; ++j) lane[j] = __builtin_fmaf(rest[j], y[whole + j], lane[j]);
    for (int half = kLanes / 2; half > 0; half /= 2) {
      for (int j = 0; j < half; ++j) lane[j] += lane[j + half];
    }
    sums[r] = lane[0];
  }
}

}  // namespace TO_ISA
}  // namespace trainopt
