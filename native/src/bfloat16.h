// Numbers in the upper half of a float: 8 significant bits, rounded to nearest, ties to even.
// Subnormals become zeros of their sign and NaN stays NaN, as the conversions of the hardware do.
#pragma once

#include <stdint.h>

#if defined(__AVX512BF16__)
#include <immintrin.h>
#endif

#include "function.h"

namespace trainopt {
namespace TO_ISA {

TO_FN float widened(uint16_t held) {
  const uint32_t bits = static_cast<uint32_t>(held) << 16;
  float value;
  __builtin_memcpy(&value, &bits, sizeof value);
  return value;
}

TO_FN uint16_t narrowed(float value) {
  uint32_t bits;
  __builtin_memcpy(&bits, &value, sizeof bits);
  const uint32_t rounded = (bits + 0x7fff + (bits >> 16 & 1)) >> 16;
  const uint32_t number = (bits & 0x7f800000) == 0 ? bits >> 16 & 0x8000 : rounded;
  return static_cast<uint16_t>((bits & 0x7fffffff) > 0x7f800000 ? bits >> 16 | 0x40 : number);
}

TO_BOTH inline void widen(const uint16_t *__restrict from, float *__restrict to, int64_t n) {
  for (int64_t i = 0; i < n; ++i) to[i] = widened(from[i]);
}

TO_BOTH inline void narrow(const float *__restrict from, uint16_t *__restrict to, int64_t n) {
  int64_t i = 0;
#if defined(__AVX512BF16__)
  for (; i + 32 <= n; i += 32) {
    const __m512bh held =
        _mm512_cvtne2ps_pbh(_mm512_loadu_ps(from + i + 16), _mm512_loadu_ps(from + i));
    __builtin_memcpy(to + i, &held, sizeof held);
  }
#endif
  for (; i < n; ++i) to[i] = narrowed(from[i]);
}

}  // namespace TO_ISA
}  // namespace trainopt
