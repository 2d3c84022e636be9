// The start and the end of a step: its inputs, whether its gradients are finite, the scalars, and
// the result.
#include "ascending.cuh"
#include "phases.h"
#include "scalars.h"

namespace trainopt {
namespace cuda {
namespace {

// As many words as fit a kernel's parameters.
struct Chunk {
  uint32_t words[960];
};

__global__ void load_words(Chunk chunk, uint32_t *to, int count, Control *control) {
  for (int i = static_cast<int>(threadIdx.x); i < count; i += static_cast<int>(blockDim.x)) {
    to[i] = chunk.words[i];
  }
  if (control == nullptr || threadIdx.x != 0) return;
  Control fresh{};
  fresh.first_bad = kNoneBad;
  fresh.outcome = TO_DONE;
  fresh.clip_factor = 1;
  fresh.projection = 1;
  *control = fresh;
}

// The largest magnitude of a lane's elements of a block: four at a time where they are aligned.
__device__ __forceinline__ int worst_of(const Part &part) {
  int worst = 0;
  const auto look = [&worst](float x) {
    const int bits = magnitude_bits(x);
    worst = bits > worst ? bits : worst;
  };
  if ((reinterpret_cast<uintptr_t>(part.g) & 15) == 0 && part.n == kBlock) {
#pragma unroll
    for (int i = 0; i < kBlock; i += 4 * kWarp) {
      const float4 x = *reinterpret_cast<const float4 *>(part.g + i + 4 * lane());
      look(x.x);
      look(x.y);
      look(x.z);
      look(x.w);
    }
  } else {
    for (int i = lane(); i < part.n; i += kWarp) look(part.g[i]);
  }
  return worst;
}

__global__ void __launch_bounds__(kThreads) look_at_gradients(View view) {
  over_warps(view.block_count, [&](int64_t i) {
    const Part part = part_of(view, view.blocks[i]);
    if (largest(worst_of(part)) < kInfinityBits) return;
#pragma unroll 1
    for (int element = lane(); element < part.n; element += kWarp) {
      if (magnitude_bits(part.g[element]) >= kInfinityBits) keep_bad(view, part.block, element);
    }
  });
}

__global__ void __launch_bounds__(kThreads) sum_gradients(View view, bool look) {
  const float limit = static_cast<float>(view.limits.clip_value);
  over_warps(view.block_count, [&](int64_t i) {
    const Part part = part_of(view, view.blocks[i]);
    float sum = 0;
#pragma unroll 8
    for (int element = lane(); element < part.n; element += kWarp) {
      const float g = part.g[element];
      if (look && magnitude_bits(g) >= kInfinityBits) keep_bad(view, part.block, element);
      const float x = clipped(g, limit, 1);
      sum = fused(x, x, sum);
    }
    sum = tree_sum(sum);
    if (lane() == 0) view.sums[part.block] = sum;
  });
}

__global__ void __launch_bounds__(kSummers)
    begin_step(View view, bool look, bool norm, bool first) {
  __shared__ AscendingScratch scratch;
  Control &control = *view.control;
  if (control.first_bad != kNoneBad) {
    if (threadIdx.x == 0) describe_bad(view, control);
    return;
  }
  if (norm) {
    const double length = root(ascending_sum(view.sums, view.block_count, scratch));
    if (look && !(length < static_cast<double>(INFINITY))) {
      if (threadIdx.x == 0) {
        control.result.slot = -1;
        control.result.element = -1;
        control.outcome = TO_NON_FINITE;
      }
      return;
    }
    if (threadIdx.x == 0) control.clip_factor = factor_onto(view.limits.clip_norm, length);
  }
  for (int i = static_cast<int>(threadIdx.x); i < view.unit_count;
       i += static_cast<int>(blockDim.x)) {
    const to_group &group = view.groups[view.units[i].group];
    const to_scalars &scalars = view.scalars[view.units[i].group];
    UnitStep step{};
    set_coefficients(scalars, step.c);
    step.gain = initial_gain(group, scalars);
    step.take_bias = takes_bias(group, first);
    view.steps[i] = step;
  }
}

// The largest gain, for thread 0.
__device__ double largest_gain(const View &view, double *shared) {
  double gain = 0;
  for (int i = static_cast<int>(threadIdx.x); i < view.unit_count;
       i += static_cast<int>(blockDim.x)) {
    gain = max_or_nan(gain, view.steps[i].gain);
  }
  for (int half = kWarp / 2; half > 0; half /= 2) {
    gain = max_or_nan(gain, __shfl_xor_sync(kAllLanes, gain, half));
  }
  if (lane() == 0) shared[threadIdx.x / kWarp] = gain;
  __syncthreads();
  if (threadIdx.x != 0) return 0;
  float elements;
  memcpy(&elements, &view.control->gain_bits, sizeof elements);
  gain = elements;
  for (int k = 0; k < static_cast<int>(blockDim.x) / kWarp; ++k) gain = max_or_nan(gain, shared[k]);
  return gain;
}

__global__ void __launch_bounds__(kSummers) decide_on_gain(View view) {
  __shared__ double shared[kWarp];
  Control &control = *view.control;
  if (control.outcome != TO_DONE) return;
  const double gain = largest_gain(view, shared);
  if (threadIdx.x != 0) return;
  control.result.gain = gain;
  if (gain >= 2) control.outcome = TO_UNSTABLE_GAIN;
}

// Measurements, outside the exactness rule, but of a fixed order all the same.
__device__ void finish_report(const View &view, double *shared) {
  for (int part = 0; part < 3; ++part) {
    double sum = 0;
    for (int64_t i = threadIdx.x; i < view.report_warps; i += blockDim.x) {
      sum += view.report_sums[3 * i + part];
    }
    for (int half = kWarp / 2; half > 0; half /= 2) {
      sum += __shfl_xor_sync(kAllLanes, sum, half);
    }
    __syncthreads();
    if (lane() == 0) shared[threadIdx.x / kWarp] = sum;
    __syncthreads();
    if (threadIdx.x != 0) continue;
    sum = 0;
    for (int k = 0; k < static_cast<int>(blockDim.x) / kWarp; ++k) sum += shared[k];
    to_result &result = view.control->result;
    (part == 0 ? result.gradient_squares
               : part == 1 ? result.estimate_squares : result.error_squares) = sum;
  }
}

__global__ void __launch_bounds__(kSummers) finish_step(View view, bool report) {
  __shared__ double shared[kWarp];
  Control &control = *view.control;
  if (control.outcome != TO_DONE) return;
  const double gain = largest_gain(view, shared);
  if (threadIdx.x == 0) control.result.gain = gain;
  if (report) finish_report(view, shared);
  for (int k = static_cast<int>(threadIdx.x); k < view.full_count;
       k += static_cast<int>(blockDim.x)) {
    const DeviceUnit &unit = view.units[view.full_first + k];
    if (unit.corrections == nullptr) continue;
    const int64_t count = static_cast<int64_t>(unit.corrections[0]) + 1;
    const bool flush = count >= (unit.corrections[1] != 0 ? unit.pending : unit.history);
    unit.corrections[0] = flush ? 0.0f : static_cast<float>(count);
    if (flush) unit.corrections[1] = 1;
  }
}

}  // namespace

void load(const Queue &queue, const View &view, const void *from, void *to, int64_t bytes) {
  Chunk chunk;
  Control *control = view.control;
  for (int64_t at = 0; at < bytes; at += static_cast<int64_t>(sizeof chunk)) {
    const int64_t size = std::min<int64_t>(bytes - at, sizeof chunk);
    memcpy(chunk.words, static_cast<const char *>(from) + at, static_cast<size_t>(size));
    launch(queue, "load_words", load_words, 1, kThreads, chunk,
           reinterpret_cast<uint32_t *>(static_cast<char *>(to) + at), static_cast<int>(size / 4),
           control);
    control = nullptr;
  }
}

void inspect(const Queue &queue, const View &view, bool look, bool norm) {
  const int64_t grid = grid_for(queue, (view.block_count + kWarps - 1) / kWarps, 8);
  if (norm) {
    launch(queue, "sum_gradients", sum_gradients, grid, kThreads, view, look);
  } else if (look) {
    launch(queue, "look_at_gradients", look_at_gradients, grid, kThreads, view);
  }
}

void begin(const Queue &queue, const View &view, bool look, bool norm, bool first) {
  const int64_t count = std::max<int64_t>(norm ? view.block_count : 0, view.unit_count);
  launch(queue, "begin_step", begin_step, 1, summing_threads(count), view, look, norm, first);
}

void decide(const Queue &queue, const View &view) {
  launch(queue, "decide_on_gain", decide_on_gain, 1, summing_threads(view.unit_count), view);
}

void finish(const Queue &queue, const View &view, bool report) {
  const int64_t count = std::max<int64_t>(report ? view.report_warps : 0, view.unit_count);
  launch(queue, "finish_step", finish_step, 1, summing_threads(count), view, report);
}

}  // namespace cuda
}  // namespace trainopt
