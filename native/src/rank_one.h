// The sums over a block that Rank-One-TO needs before a step.
#pragma once

#include "element.h"
#include "kernels.h"
#include "lanes.h"

namespace trainopt {
namespace TO_ISA {

// Tells a block of weights from another. In a lane each of up to 32 elements is turned by an amount
// of its own, so that changes of several cancel by accident alone.
inline uint32_t fingerprint(const float *x, int n) {
  uint32_t lane[kLanes] = {};
  const int whole = n & -kLanes;
  for (int i = 0; i < whole; i += kLanes) {
    uint32_t bits[kLanes];
    __builtin_memcpy(bits, x + i, sizeof bits);
    for (int j = 0; j < kLanes; ++j) lane[j] = (lane[j] << 5 | lane[j] >> 27) ^ bits[j];
  }
  uint32_t rest[kLanes] = {};
  __builtin_memcpy(rest, x + whole, sizeof(float) * static_cast<size_t>(n - whole));
  for (int j = 0; j < kLanes; ++j) lane[j] = (lane[j] << 5 | lane[j] >> 27) ^ rest[j];
  for (int half = kLanes / 2; half > 0; half /= 2) {
    for (int j = 0; j < half; ++j) lane[j] = (lane[j] ^ lane[j] >> 15) * 0x9e3779b1 + lane[j + half];
  }
  return lane[0];
}

// All four dot products in one pass over the block.
template <class State>
RankOneSums rank_one_sums(const Block &x) {
  using T = typename State::type;
  const T *u = static_cast<const T *>(x.u);
  const T *v = static_cast<const T *>(x.v);
  const T *b = static_cast<const T *>(x.b);
  Lanes vw, ww, uu, ub;
  vw.clear();
  ww.clear();
  uu.clear();
  ub.clear();
  const int whole = x.n & -kLanes;
  for (int i = 0; i < whole; i += kLanes) {
    for (int k = 0; k < kRegisters; ++k) {
      const int at = i + k * kWidth;
      const Register weight = load(x.w + at);
      const Register factor = load(u + at);
      vw.lane[k] = multiply_add(load(v + at), weight, vw.lane[k]);
      ww.lane[k] = multiply_add(weight, weight, ww.lane[k]);
      uu.lane[k] = multiply_add(factor, factor, uu.lane[k]);
      ub.lane[k] = multiply_add(factor, load(b + at), ub.lane[k]);
    }
  }
  float lane[4][kLanes];
  vw.store(lane[0]);
  ww.store(lane[1]);
  uu.store(lane[2]);
  ub.store(lane[3]);
  for (int i = whole; i < x.n; ++i) {
    const int j = i - whole;
    const float weight = x.w[i];
    const float factor = State::load(u, i);
    lane[0][j] = __builtin_fmaf(State::load(v, i), weight, lane[0][j]);
    lane[1][j] = __builtin_fmaf(weight, weight, lane[1][j]);
    lane[2][j] = __builtin_fmaf(factor, factor, lane[2][j]);
    lane[3][j] = __builtin_fmaf(factor, State::load(b, i), lane[3][j]);
  }
  return {tree_sum(lane[0]), tree_sum(lane[1]), tree_sum(lane[2]), tree_sum(lane[3])};
}

template <class State>
float rank_one_gradient(const Block &x) {
  using T = typename State::type;
  const T *u = static_cast<const T *>(x.u);
  Lanes ug;
  ug.clear();
  const int whole = x.n & -kLanes;
  for (int i = 0; i < whole; i += kLanes) {
    for (int k = 0; k < kRegisters; ++k) {
      const int at = i + k * kWidth;
      ug.lane[k] = multiply_add(load(u + at), load(x.g + at), ug.lane[k]);
    }
  }
  float lane[kLanes];
  ug.store(lane);
  for (int i = whole; i < x.n; ++i) {
    lane[i - whole] = __builtin_fmaf(State::load(u, i), x.g[i], lane[i - whole]);
  }
  return tree_sum(lane);
}

}  // namespace TO_ISA
}  // namespace trainopt
