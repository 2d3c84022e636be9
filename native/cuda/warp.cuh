// What kernels have in common: places, gradients, and sums in the canonical order.
#pragma once

#include <cuda_runtime.h>

#include "element.h"
#include "tables.h"

namespace trainopt {
namespace cuda {

using namespace TO_ISA;

constexpr unsigned kAllLanes = 0xffffffff;

// State as it is held, with how a number is read back that was written there.
struct HeldFloat32 : Float32 {
  static __device__ __forceinline__ float held(float x) { return x; }
};
struct HeldBfloat16 : Bfloat16 {
  static __device__ __forceinline__ float held(float x) { return widened(narrowed(x)); }
};

// Tells the compiler that an address read from a table is one of global memory.
template <class T>
__device__ __forceinline__ T *global(T *address) {
  __builtin_assume(__isGlobal(address));
  return address;
}

__device__ __forceinline__ int lane() { return static_cast<int>(threadIdx.x) % kWarp; }

// Calls body(i) for i < count, a warp each.
template <class Body>
__device__ __forceinline__ void over_warps(int64_t count, const Body &body) {
  const int64_t warps = int64_t{gridDim.x} * (blockDim.x / kWarp);
  const int64_t first = (int64_t{blockIdx.x} * blockDim.x + threadIdx.x) / kWarp;
  for (int64_t i = first; i < count; i += warps) body(i);
}

// A block of a tensor's elements.
struct Part {
  const DeviceSlot *slot;
  float *w;
  const float *g;
  int64_t start;
  int64_t block;
  int n;
};

__device__ __forceinline__ Part part_of(const View &view, BlockRef ref) {
  Part part;
  part.slot = view.slots + ref.slot;
  const to_tensor tensor = view.tensors[ref.slot];
  part.start = int64_t{ref.index} * kBlock;
  part.w = global(tensor.weights) + part.start;
  part.g = global(tensor.gradients) + part.start;
  part.block = part.slot->first_block + ref.index;
  const int64_t rest = part.slot->length - part.start;
  part.n = rest < kBlock ? static_cast<int>(rest) : kBlock;
  return part;
}

// Gradients as the estimator sees them.
struct Preparing {
  float limit;
  float factor;
  float l2;

  __device__ __forceinline__ float operator()(float g, float w) const {
    const float x = clipped(g, limit, factor);
    return l2 != 0 ? with_l2(x, l2, w) : x;
  }
};

__device__ __forceinline__ Preparing preparing(const View &view, const Part &part) {
  return {static_cast<float>(view.limits.clip_value), view.control->clip_factor,
          static_cast<float>(view.scalars[part.slot->group].l2)};
}

// The lanes' sum in the canonical tree, for lane 0.
__device__ __forceinline__ float tree_sum(float x) {
  for (int half = kWarp / 2; half > 0; half /= 2) x = x + __shfl_down_sync(kAllLanes, x, half);
  return x;
}

// The block sum of x.y for lane 0, n <= 1024: lane j takes the elements = j (mod 32).
__device__ __forceinline__ float block_dot(const float *x, const float *y, int n) {
  float sum = 0;
#pragma unroll 8
  for (int i = lane(); i < n; i += kWarp) sum = fused(x[i], y[i], sum);
  return tree_sum(sum);
}

__device__ __forceinline__ int largest(int x) {
  for (int half = kWarp / 2; half > 0; half /= 2) {
    const int other = __shfl_xor_sync(kAllLanes, x, half);
    x = other > x ? other : x;
  }
  return x;
}

// Keeps the largest of Diagonal's gains.
__device__ __forceinline__ void keep_gain(const View &view, int bits) {
  const int most = largest(bits);
  int *const kept = &view.control->gain_bits;
  if (lane() == 0 && most > __ldcv(kept)) atomicMax(kept, most);
}

__device__ __forceinline__ void keep_bad(const View &view, int64_t block, int element) {
  atomicMin(&view.control->first_bad, static_cast<unsigned long long>(block * kBlock + element));
}

// The tensor and the element of the first gradient that is not finite.
__device__ inline void describe_bad(const View &view, Control &control) {
  const int64_t block = static_cast<int64_t>(control.first_bad / kBlock);
  int low = 0;
  int high = view.slot_count - 1;
  // The last slot that begins at or before the block; empty ones begin where the next one does.
  while (low < high) {
    const int middle = (low + high + 1) / 2;
    if (view.slots[middle].first_block <= block) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  control.result.slot = low;
  control.result.element = static_cast<int64_t>(control.first_bad) -
                           view.slots[low].first_block * kBlock;
  control.outcome = TO_NON_FINITE;
}

}  // namespace cuda
}  // namespace trainopt
