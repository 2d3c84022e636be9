// What a test needs: a check that says where it failed, and the instruction sets to run on.
#pragma once

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <vector>

#include "trainopt.h"

#define CHECK(condition)                                                      \
  do {                                                                        \
    if (!(condition)) {                                                       \
      fprintf(stderr, "%s:%d: failed: %s\n", __FILE__, __LINE__, #condition); \
      exit(1);                                                                \
    }                                                                         \
  } while (false)

namespace test {

// The sizes around every block, lane and vector length.
inline const std::vector<int> &sizes() {
  static const std::vector<int> sizes = {0,  1,   3,    5,    13,   31,   32,
                                         33, 207, 1023, 1024, 1025, 2048, 4098};
  return sizes;
}

// Numbers in [-1, 1), the same on every run.
inline std::vector<float> numbers(size_t count, uint64_t seed) {
  std::vector<float> values(count);
  uint64_t x = seed * 0x9E3779B97F4A7C15u + 1;
  for (float &value : values) {
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    value = static_cast<float>(static_cast<int32_t>(x >> 32)) / 2147483648.0f;
  }
  return values;
}

inline bool same_bits(const std::vector<float> &x, const std::vector<float> &y) {
  return x.size() == y.size() &&
         (x.empty() || memcmp(x.data(), y.data(), x.size() * sizeof(float)) == 0);
}

// Those of the TO_... instruction sets that this CPU has.
inline std::vector<int> isas() {
  std::vector<int> found;
  for (int isa = 0; isa < TO_ISA_COUNT; ++isa) {
    if (to_isa_available(isa)) found.push_back(isa);
  }
  return found;
}

}  // namespace test
