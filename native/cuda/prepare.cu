// What estimators need to know before anything changes, and the projection of the weights.
#include "ascending.cuh"
#include "phases.h"
#include "scalars.h"

namespace trainopt {
namespace cuda {
namespace {

// All five dot products in one pass over the block.
template <class Held>
__device__ __forceinline__ void rank_one_block(const View &view, BlockRef ref, bool look) {
  using T = typename Held::type;
  const Part part = part_of(view, ref);
  const DeviceSlot &slot = *part.slot;
  const T *u = global(static_cast<const T *>(slot.u)) + part.start;
  const T *v = global(static_cast<const T *>(slot.v)) + part.start;
  const T *b = global(static_cast<const T *>(slot.b)) + part.start;
  const Preparing prepared = preparing(view, part);
  const bool take_bias = view.steps[slot.unit].take_bias != 0;
  float sum[kUnitSums] = {};
#pragma unroll 4
  for (int i = lane(); i < part.n; i += kWarp) {
    const float w = part.w[i];
    const float raw = part.g[i];
    if (look && magnitude_bits(raw) >= kInfinityBits) keep_bad(view, part.block, i);
    const float g = prepared(raw, w);
    const float factor = Held::load(u, i);
    const float bias = take_bias ? Held::held(g) : Held::load(b, i);
    sum[kSumVw] = fused(Held::load(v, i), w, sum[kSumVw]);
    sum[kSumWw] = fused(w, w, sum[kSumWw]);
    sum[kSumUu] = fused(factor, factor, sum[kSumUu]);
    sum[kSumUb] = fused(factor, bias, sum[kSumUb]);
    sum[kSumUg] = fused(factor, g, sum[kSumUg]);
  }
#pragma unroll
  for (int k = 0; k < kUnitSums; ++k) {
    const float total = tree_sum(sum[k]);
    if (lane() == 0) view.unit_sums[k * view.unit_sum_count + slot.first_sum + ref.index] = total;
  }
}

template <class Held>
__global__ void __launch_bounds__(kThreads)
    sum_rank_one(View view, int64_t first, int64_t count, bool look) {
  if (view.control->outcome != TO_DONE) return;
  over_warps(count, [&](int64_t i) { rank_one_block<Held>(view, view.blocks[first + i], look); });
}

__global__ void __launch_bounds__(kSummers) set_rank_one_scalars(View view) {
  __shared__ AscendingScratch scratch;
  __shared__ double total[kUnitSums];  // of thread 0 alone, which has no registers for it
  const Control &control = *view.control;
  if (control.outcome != TO_DONE || control.first_bad != kNoneBad) return;
  for (int i = static_cast<int>(blockIdx.x); i < view.unit_count;
       i += static_cast<int>(gridDim.x)) {
    const DeviceUnit &unit = view.units[i];
    const to_group &group = view.groups[unit.group];
    if (group.estimator != TO_RANK_ONE) continue;
    for (int k = 0; k < kUnitSums; ++k) {
      const double sum = ascending_sum(
          view.unit_sums + k * view.unit_sum_count + unit.first_sum, unit.sums, scratch);
      if (threadIdx.x == 0) total[k] = sum;
    }
    if (threadIdx.x != 0) continue;
    UnitStep &step = view.steps[i];
    step.gain = trainopt::set_rank_one(
        {total[kSumVw], total[kSumWw], total[kSumUu], total[kSumUb], total[kSumUg]},
        view.scalars[unit.group], group.normalized != 0, step.c);
  }
}

// What sum_rank_one found, where nothing else looks at the gradients.
__global__ void refuse_bad(View view) {
  Control &control = *view.control;
  if (control.outcome == TO_DONE && control.first_bad != kNoneBad) describe_bad(view, control);
}

template <bool normalized>
__device__ __forceinline__ int diagonal_gain_of_block(const Part &part, const Coefficients &c) {
  const float alpha = c.alpha;
  const float beta = c.beta;
  int gain = 0;
#pragma unroll 4
  for (int i = lane(); i < part.n; i += kWarp) {
    const int bits = magnitude_bits(diagonal_gain_of<normalized>(part.w[i], alpha, beta));
    gain = bits > gain ? bits : gain;
  }
  return gain;
}

__global__ void __launch_bounds__(kThreads, 2) find_diagonal_gain(View view, int64_t first,
                                                                  int64_t count) {
  if (view.control->outcome != TO_DONE) return;
  int gain = 0;
  over_warps(count, [&](int64_t i) {
    const Part part = part_of(view, view.blocks[first + i]);
    const Coefficients &c = view.steps[part.slot->unit].c;
    const bool normalized = view.groups[part.slot->group].normalized != 0;
    const int own =
        normalized ? diagonal_gain_of_block<true>(part, c) : diagonal_gain_of_block<false>(part, c);
    gain = own > gain ? own : gain;
  });
  keep_gain(view, gain);
}

__global__ void __launch_bounds__(kThreads) sum_weights(View view) {
  if (view.control->outcome != TO_DONE) return;
  over_warps(view.block_count, [&](int64_t i) {
    const Part part = part_of(view, view.blocks[i]);
    const float sum = block_dot(part.w, part.w, part.n);
    if (lane() == 0) view.sums[part.block] = sum;
  });
}

__global__ void __launch_bounds__(kSummers) set_projection(View view) {
  __shared__ AscendingScratch scratch;
  if (view.control->outcome != TO_DONE) return;
  const double norm = root(ascending_sum(view.sums, view.block_count, scratch));
  if (threadIdx.x == 0) view.control->projection = factor_onto(view.limits.radius, norm);
}

__global__ void __launch_bounds__(kThreads) scale_weights(View view) {
  const float factor = view.control->projection;
  if (view.control->outcome != TO_DONE || factor == 1) return;
  over_warps(view.block_count, [&](int64_t i) {
    const Part part = part_of(view, view.blocks[i]);
#pragma unroll 8
    for (int element = lane(); element < part.n; element += kWarp) {
      part.w[element] = part.w[element] * factor;
    }
  });
}

int64_t warps_grid(const Queue &queue, int64_t blocks) {
  return grid_for(queue, (blocks + kWarps - 1) / kWarps, 8);
}

}  // namespace

void rank_one(const Queue &queue, const View &view, const Job &blocks, bool bfloat16, bool look) {
  launch(queue, "sum_rank_one", bfloat16 ? sum_rank_one<HeldBfloat16> : sum_rank_one<HeldFloat32>,
         warps_grid(queue, blocks.count), kThreads, view, blocks.first, blocks.count, look);
  if (look) launch(queue, "refuse_bad", refuse_bad, 1, 1, view);
  launch(queue, "set_rank_one_scalars", set_rank_one_scalars,
         grid_for(queue, view.unit_count, 4), summing_threads(view.longest_unit), view);
}

void diagonal_gain(const Queue &queue, const View &view, const Job &blocks) {
  launch(queue, "find_diagonal_gain", find_diagonal_gain, warps_grid(queue, blocks.count), kThreads,
         view, blocks.first, blocks.count);
}

void project(const Queue &queue, const View &view) {
  const int64_t grid = warps_grid(queue, view.block_count);
  launch(queue, "sum_weights", sum_weights, grid, kThreads, view);
  launch(queue, "set_projection", set_projection, 1, summing_threads(view.block_count), view);
  launch(queue, "scale_weights", scale_weights, grid, kThreads, view);
}

}  // namespace cuda
}  // namespace trainopt
