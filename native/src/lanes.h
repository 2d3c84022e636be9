// The 32 running sums of a dot product's block: lane j takes the elements = j (mod 32) in ascending
// order, by fused multiply-add; at the end the lanes meet in a binary tree. Registers differ
// between instruction sets, bits do not.
#pragma once

#include <stdint.h>

#if defined(__AVX512F__) || (defined(__AVX2__) && defined(__FMA__))
#include <immintrin.h>
#endif

#include "bfloat16.h"
#include "kernels.h"

namespace trainopt {
namespace TO_ISA {

constexpr int kLanes = 32;

#if defined(__AVX512F__)

// Rows of a matrix worked on at a time: as many as the registers hold.
constexpr int kRowsAtOnce = 8;

// A register of floats, and the tile of a matrix that stays in registers while it is updated.
using Register = __m512;
constexpr int kWidth = 16;
constexpr int kTileRows = 8;
constexpr int kTileRegisters = 3;
inline Register load(const float *from) { return _mm512_loadu_ps(from); }
inline Register load(const uint16_t *from) {
  const __m256i half = _mm256_loadu_si256(reinterpret_cast<const __m256i *>(from));
  return _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(half), 16));
}
inline void store(float *to, Register x) { _mm512_storeu_ps(to, x); }
inline Register all(float x) { return _mm512_set1_ps(x); }
inline Register multiply_add(Register x, Register y, Register z) {
  return _mm512_fmadd_ps(x, y, z);
}


#elif defined(__AVX2__) && defined(__FMA__)

constexpr int kRowsAtOnce = 2;

using Register = __m256;
constexpr int kWidth = 8;
constexpr int kTileRows = 6;
constexpr int kTileRegisters = 2;
inline Register load(const float *from) { return _mm256_loadu_ps(from); }
inline Register load(const uint16_t *from) {
  const __m128i half = _mm_loadu_si128(reinterpret_cast<const __m128i *>(from));
  return _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_cvtepu16_epi32(half), 16));
}
inline void store(float *to, Register x) { _mm256_storeu_ps(to, x); }
inline Register all(float x) { return _mm256_set1_ps(x); }
inline Register multiply_add(Register x, Register y, Register z) {
  return _mm256_fmadd_ps(x, y, z);
}

#else

constexpr int kRowsAtOnce = 1;

using Register = float;
constexpr int kWidth = 1;
constexpr int kTileRows = 4;
constexpr int kTileRegisters = 4;
inline Register load(const float *from) { return *from; }
inline Register load(const uint16_t *from) { return widened(*from); }
inline void store(float *to, Register x) { *to = x; }
inline Register all(float x) { return x; }
// fmaf is exact everywhere; where the hardware has no fused multiply-add, the C library emulates
// it.
inline Register multiply_add(Register x, Register y, Register z) { return __builtin_fmaf(x, y, z); }

#endif

constexpr int kRegisters = kLanes / kWidth;

// Elements of a row that are fetched before they are needed.
constexpr int kAhead = 128;

struct Lanes {
  Register lane[kRegisters];

  void clear() {
    for (int k = 0; k < kRegisters; ++k) lane[k] = all(0);
  }
  void add_product(const float *x, const float *y) {
    for (int k = 0; k < kRegisters; ++k) {
      lane[k] = multiply_add(load(x + k * kWidth), load(y + k * kWidth), lane[k]);
    }
  }
  void store(float *to) const {
    for (int k = 0; k < kRegisters; ++k) trainopt::TO_ISA::store(to + k * kWidth, lane[k]);
  }
};

inline float tree_sum(float *lane) {
  for (int half = kLanes / 2; half > 0; half /= 2) {
    for (int j = 0; j < half; ++j) lane[j] += lane[j + half];
  }
  return lane[0];
}

// The block sums of x_r . y for rows x_r = x + r * stride, n <= 1024.
template <int rows>
inline void dot_rows(const float *x, int64_t stride, const float *y, int n, float *sums) {
  Lanes lanes[rows];
  for (int r = 0; r < rows; ++r) lanes[r].clear();
  const int whole = n & -kLanes;
  for (int i = 0; i < whole; i += kLanes) {
    for (int r = 0; r < rows; ++r) {
      const float *row = x + r * stride + i;
      // Many rows are as many streams as the hardware follows by itself, and none for long.
      if constexpr (rows > 1) {
        __builtin_prefetch(row + kAhead);
        __builtin_prefetch(row + kAhead + kLanes / 2);
      }
      lanes[r].add_product(row, y + i);
    }
  }
  for (int r = 0; r < rows; ++r) {
    float lane[kLanes];
    lanes[r].store(lane);
    const float *rest = x + r * stride + whole;
    for (int j = 0; j < n - whole; ++j) lane[j] = __builtin_fmaf(rest[j], y[whole + j], lane[j]);
    sums[r] = tree_sum(lane);
  }
}

}  // namespace TO_ISA
}  // namespace trainopt
