// A sum in double as if numbers were added in ascending order of their indices, by all threads of a
// block.
#pragma once

#include "warp.cuh"

namespace trainopt {
namespace cuda {

struct AscendingScratch {
  double sum[kWarp];
  double reach[kWarp];
  int exponent[kWarp];
  float tile[kSummers];
};

__device__ __forceinline__ double larger_magnitude(double reach, double x) {
  const double magnitude = x < 0 ? -x : x;
  return magnitude > reach ? magnitude : reach;
}

// An order is a chain of additions, which one thread would take most of a step's time for. But floats
// are whole multiples of the last place of the smallest, and so are their sums: while these stay
// within 2^53 of that, none is rounded, and any order comes to the same. So each thread adds up a run
// of the numbers, the runs' sums are added up in turn, and the largest magnitude of all that was
// computed, and of all sums from the first number on, is held against 2^52: it is reached before
// anything is rounded, or not at all. That holds where the numbers are of about one size. Where it
// does not, one thread adds. All threads get the sum.
__device__ inline double ascending_sum(const float *x, int64_t count, AscendingScratch &shared) {
  constexpr int kNotFinite = -1;
  const int thread = static_cast<int>(threadIdx.x);
  const int threads = static_cast<int>(blockDim.x);
  const int64_t run = (count + threads - 1) / threads;
  const int64_t from = thread * run;
  const int64_t to = from + run < count ? from + run : count;
  double sum = 0;
  double reach = 0;
  int exponent = 255;
#pragma unroll 4
  for (int64_t i = from; i < to; ++i) {
    const float value = x[i];
    const int bits = magnitude_bits(value);
    const int own = bits >= kInfinityBits ? kNotFinite : bits >> 23 > 0 ? bits >> 23 : 1;
    if (bits != 0 && own < exponent) exponent = own;
    sum += value;
    reach = larger_magnitude(reach, sum);
  }
  // The sums of a warp's runs up to this one.
  double upto = sum;
  double largest = 0;
  for (int distance = 1; distance < kWarp; distance *= 2) {
    const double other = __shfl_up_sync(kAllLanes, upto, distance);
    if (lane() >= distance) upto += other;
    largest = larger_magnitude(largest, upto);
  }
  if (lane() == kWarp - 1) shared.sum[thread / kWarp] = upto;
  __syncthreads();
  double total = 0;
  double offset = 0;
#pragma unroll 1
  for (int k = 0; k < threads / kWarp; ++k) {
    if (k == thread / kWarp) offset = total;
    total += shared.sum[k];
    largest = larger_magnitude(largest, total);
  }
  const double before = offset + (upto - sum);
  reach += before < 0 ? -before : before;
  reach = largest > reach ? largest : reach;
  for (int half = kWarp / 2; half > 0; half /= 2) {
    const double other = __shfl_xor_sync(kAllLanes, reach, half);
    reach = other > reach ? other : reach;
    const int lower = __shfl_xor_sync(kAllLanes, exponent, half);
    exponent = lower < exponent ? lower : exponent;
  }
  if (lane() == 0) {
    shared.reach[thread / kWarp] = reach;
    shared.exponent[thread / kWarp] = exponent;
  }
  __syncthreads();
#pragma unroll 1
  for (int k = 0; k < threads / kWarp; ++k) {
    reach = shared.reach[k] > reach ? shared.reach[k] : reach;
    exponent = shared.exponent[k] < exponent ? shared.exponent[k] : exponent;
  }
  // 2^52 times the last place of a float of that exponent, 2^(exponent - 150).
  const int64_t bits = int64_t{exponent + 52 - 150 + 1023} << 52;
  double bound;
  memcpy(&bound, &bits, sizeof bound);
  // The scratch may be used again at once: the next sum comes to a barrier before it writes what is
  // read here.
  if (exponent != kNotFinite && reach <= bound) return total;
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
