// A sum in double as if numbers were added in ascending order of their indices, by all threads of a
// block.
#pragma once

#include "warp.cuh"

namespace trainopt {
namespace cuda {

struct AscendingScratch {
  double sum[kWarp];
  double magnitude[kWarp];
  int exponent[kWarp];
  float tile[kSummers];
};

// An order is a chain of additions, which one thread would take most of a step's time for. But floats
// are whole multiples of the last place of the smallest; where that times 2^52 is not less than the
// sum of all magnitudes, no partial sum of any order is rounded, and all orders give the same. That
// is looked at first, and holds where the numbers are of about one size. Where it does not, one
// thread adds. All threads get the sum.
__device__ inline double ascending_sum(const float *x, int64_t count, AscendingScratch &shared) {
  constexpr int kNotFinite = -1;
  const int thread = static_cast<int>(threadIdx.x);
  const int threads = static_cast<int>(blockDim.x);
  double sum = 0;
  double magnitude = 0;
  int exponent = 255;
#pragma unroll 4
  for (int64_t i = thread; i < count; i += threads) {
    const float value = x[i];
    const int bits = magnitude_bits(value);
    const int own = bits >= kInfinityBits ? kNotFinite : bits >> 23 > 0 ? bits >> 23 : 1;
    if (bits != 0 && own < exponent) exponent = own;
    sum += value;
    magnitude += value < 0 ? -value : value;
  }
  for (int half = kWarp / 2; half > 0; half /= 2) {
    sum += __shfl_xor_sync(kAllLanes, sum, half);
    magnitude += __shfl_xor_sync(kAllLanes, magnitude, half);
    const int other = __shfl_xor_sync(kAllLanes, exponent, half);
    exponent = other < exponent ? other : exponent;
  }
  if (lane() == 0) {
    shared.sum[thread / kWarp] = sum;
    shared.magnitude[thread / kWarp] = magnitude;
    shared.exponent[thread / kWarp] = exponent;
  }
  __syncthreads();
  double total = 0;
  magnitude = 0;
  exponent = 255;
  for (int k = 0; k < threads / kWarp; ++k) {
    total += shared.sum[k];
    magnitude += shared.magnitude[k];
    exponent = shared.exponent[k] < exponent ? shared.exponent[k] : exponent;
  }
  // 2^52 times the last place of a float of that exponent, 2^(exponent - 150).
  const int64_t bits = int64_t{exponent + 52 - 150 + 1023} << 52;
  double bound;
  memcpy(&bound, &bits, sizeof bound);
  if (exponent != kNotFinite && magnitude <= bound) {
    __syncthreads();  // the scratch may be used again
    return total;
  }
  total = 0;
  for (int64_t start = 0; start < count; start += threads) {
    if (start + thread < count) shared.tile[thread] = x[start + thread];
    __syncthreads();
    if (thread == 0) {
      const int n = count - start < threads ? static_cast<int>(count - start) : threads;
      for (int k = 0; k < n; ++k) total += shared.tile[k];
    }
    __syncthreads();
  }
  if (thread == 0) shared.sum[0] = total;
  __syncthreads();
  total = shared.sum[0];
  __syncthreads();
  return total;
}

}  // namespace cuda
}  // namespace trainopt
