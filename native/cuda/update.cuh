// Estimator, scaling and weights of all blocks of one kind in one pass. A block of threads takes a
// block of elements, four a thread: as one access of 16 bytes where the tensor is aligned, else one
// by one. The step of an element is step_element, the CPU's, on registers.
#pragma once

#include "phases.h"
#include "warp.cuh"

namespace trainopt {
namespace cuda {

// The formulas of an estimator; which of them is the same for all threads of a block.
struct AnyStochastic {
  using Any = Stochastic;
  template <class Body>
  static __device__ __forceinline__ void choose(const to_group &, const Body &body) {
    body(Stochastic{});
  }
};

struct AnyEma {
  using Any = Ema<false>;
  template <class Body>
  static __device__ __forceinline__ void choose(const to_group &group, const Body &body) {
    if (group.predict_first) {
      body(Ema<true>{});
    } else {
      body(Ema<false>{});
    }
  }
};

struct AnyDiagonal {
  using Any = Diagonal<false, false>;
  template <class Body>
  static __device__ __forceinline__ void choose(const to_group &group, const Body &body) {
    if (group.normalized) {
      if (group.predict_first) {
        body(Diagonal<true, true>{});
      } else {
        body(Diagonal<true, false>{});
      }
    } else if (group.predict_first) {
      body(Diagonal<false, true>{});
    } else {
      body(Diagonal<false, false>{});
    }
  }
};

struct AnyRankOne {
  using Any = RankOne<false>;
  template <class Body>
  static __device__ __forceinline__ void choose(const to_group &group, const Body &body) {
    if (group.predict_first) {
      body(RankOne<true>{});
    } else {
      body(RankOne<false>{});
    }
  }
};

struct AnyFull {
  using Any = Given;
  template <class Body>
  static __device__ __forceinline__ void choose(const to_group &, const Body &body) {
    body(Given{});
  }
};

// width elements between memory and registers.
__device__ __forceinline__ void load(const float *from, float (&x)[1]) { x[0] = *from; }
__device__ __forceinline__ void load(const uint16_t *from, float (&x)[1]) { x[0] = widened(*from); }
__device__ __forceinline__ void store(float *to, const float (&x)[1]) { *to = x[0]; }
__device__ __forceinline__ void store(uint16_t *to, const float (&x)[1]) { *to = narrowed(x[0]); }

__device__ __forceinline__ void load(const float *from, float (&x)[4]) {
  const float4 y = *reinterpret_cast<const float4 *>(from);
  x[0] = y.x;
  x[1] = y.y;
  x[2] = y.z;
  x[3] = y.w;
}

__device__ __forceinline__ void load(const uint16_t *from, float (&x)[4]) {
  const ushort4 y = *reinterpret_cast<const ushort4 *>(from);
  x[0] = widened(y.x);
  x[1] = widened(y.y);
  x[2] = widened(y.z);
  x[3] = widened(y.w);
}

__device__ __forceinline__ void store(float *to, const float (&x)[4]) {
  *reinterpret_cast<float4 *>(to) = make_float4(x[0], x[1], x[2], x[3]);
}

__device__ __forceinline__ void store(uint16_t *to, const float (&x)[4]) {
  *reinterpret_cast<ushort4 *>(to) =
      make_ushort4(narrowed(x[0]), narrowed(x[1]), narrowed(x[2]), narrowed(x[3]));
}

// What a thread keeps of the elements it has updated; the sums where they are reported.
struct Kept {
  int gain = 0;
  double sums[3] = {};  // of g^2, Ghat^2 and (Ghat - g)^2
};

// Where the state of a block is.
template <class Held>
struct State {
  using T = typename Held::type;
  T *a, *b, *u, *v;
  float *s;
  float *estimate;
  const float *given;
};

template <class Held, class Estimator, class Scaling, bool report>
__device__ __forceinline__ State<Held> state_of(const View &view, const Part &part) {
  using T = typename Held::type;
  const DeviceSlot &slot = *part.slot;
  State<Held> x{};
  if constexpr (Estimator::has_a) x.a = global(static_cast<T *>(slot.a)) + part.start;
  if constexpr (Estimator::has_b) x.b = global(static_cast<T *>(slot.b)) + part.start;
  if constexpr (Estimator::has_uv) {
    x.u = global(static_cast<T *>(slot.u)) + part.start;
    x.v = global(static_cast<T *>(slot.v)) + part.start;
  }
  if constexpr (Scaling::has_s) x.s = global(slot.s) + part.start;
  if constexpr (report) x.estimate = global(view.estimates) + part.block * kBlock;
  if constexpr (Estimator::given) {
    x.given = global(view.units[slot.unit].direction) + slot.offset + part.start;
  }
  return x;
}

// A whole step of the width elements from i on.
template <class Family, class Scaling, class Held, bool report, int width>
__device__ __forceinline__ void step_some(const Part &part, const State<Held> &state, int i,
                                          const to_group &group, const Preparing &prepared,
                                          const UnitStep &step, Kept &kept) {
  using Estimator = typename Family::Any;
  float w[width], g[width], a[width], b[width], u[width], v[width], s[width], direction[width];
  float given[width];
  load(part.w + i, w);
  load(part.g + i, g);
  if constexpr (Estimator::has_a) load(state.a + i, a);
  if constexpr (Estimator::has_b) load(state.b + i, b);
  if constexpr (Estimator::has_uv) {
    load(state.u + i, u);
    load(state.v + i, v);
  }
  if constexpr (Scaling::has_s) load(state.s + i, s);
  if constexpr (Estimator::given) load(state.given + i, given);
#pragma unroll
  for (int k = 0; k < width; ++k) {
    g[k] = prepared(g[k], w[k]);
    if constexpr (Estimator::has_b) b[k] = step.take_bias ? Held::held(g[k]) : b[k];
  }
  Family::choose(group, [&](auto estimator) {
    using Chosen = decltype(estimator);
#pragma unroll
    for (int k = 0; k < width; ++k) {
      const float kappa = step_element<Chosen, Scaling, report, Float32>(
          k, w, g, {a, a}, {b, b}, {u, u}, {v, v}, s, direction, given, step.c);
      if constexpr (Estimator::has_a) {
        const int bits = magnitude_bits(kappa);
        kept.gain = bits > kept.gain ? bits : kept.gain;
      }
    }
  });
  if constexpr (Estimator::has_a) store(state.a + i, a);
  if constexpr (Estimator::has_b) store(state.b + i, b);
  if constexpr (Estimator::has_uv) {
    store(state.u + i, u);
    store(state.v + i, v);
  }
  if constexpr (Scaling::has_s) store(state.s + i, s);
  store(part.w + i, w);
  if constexpr (report) {
    store(state.estimate + i, direction);
#pragma unroll
    for (int k = 0; k < width; ++k) {
      const double gradient = g[k];
      const double estimate = direction[k];
      const double error = estimate - gradient;
      kept.sums[0] += gradient * gradient;
      kept.sums[1] += estimate * estimate;
      kept.sums[2] += error * error;
    }
  }
}

__device__ __forceinline__ bool aligned(const void *address) {
  return (reinterpret_cast<uintptr_t>(address) & 15) == 0;
}

template <class Family, class Scaling, class Held, bool report>
__device__ __forceinline__ void update_block(const View &view, BlockRef ref, Kept &kept) {
  using Estimator = typename Family::Any;
  const Part part = part_of(view, ref);
  const State<Held> state = state_of<Held, Estimator, Scaling, report>(view, part);
  const to_group group = view.groups[part.slot->group];
  const UnitStep step = view.steps[part.slot->unit];
  const Preparing prepared = preparing(view, part);
  const int thread = static_cast<int>(threadIdx.x);
  int from = thread;
  if (aligned(part.w) && aligned(part.g) && (!Estimator::given || aligned(state.given))) {
    if (4 * thread + 4 <= part.n) {
      step_some<Family, Scaling, Held, report, 4>(part, state, 4 * thread, group, prepared, step,
                                                  kept);
    }
    from = (part.n & -4) + thread;
  }
#pragma unroll 1
  for (int i = from; i < part.n; i += kThreads) {
    step_some<Family, Scaling, Held, report, 1>(part, state, i, group, prepared, step, kept);
  }
}

// Blocks [first, first + count) of the table; warps of report sums from first_warp on.
// Registers are bounded so that as many blocks of threads fit a multiprocessor as can without spilling:
// it takes many accesses on their way to use the bandwidth.
template <class Family, class Scaling, class Held, bool report>
__global__ void __launch_bounds__(kThreads,
                                  report || (Family::Any::has_uv && Scaling::has_s) ? 2 : 3)
    update(View view, int64_t first, int64_t count, int64_t first_warp) {
  if (view.control->outcome != TO_DONE) return;
  Kept kept;
  for (int64_t i = blockIdx.x; i < count; i += gridDim.x) {
    update_block<Family, Scaling, Held, report>(view, view.blocks[first + i], kept);
  }
  if constexpr (Family::Any::has_a) keep_gain(view, kept.gain);
  if constexpr (report) {
    const int64_t warp = first_warp + int64_t{blockIdx.x} * kWarps + threadIdx.x / kWarp;
    for (int part = 0; part < 3; ++part) {
      double sum = kept.sums[part];
      for (int half = kWarp / 2; half > 0; half /= 2) sum += __shfl_xor_sync(kAllLanes, sum, half);
      if (lane() == 0) view.report_sums[3 * warp + part] = sum;
    }
  }
}

template <class Family, class Held, bool report>
void queue_update(const Queue &queue, const View &view, const Job &job, int64_t first_warp) {
  const auto kernel = job.scaling == TO_SUM_OF_SQUARES ? update<Family, SumOfSquares, Held, report>
                      : job.scaling == TO_MEAN_OF_SQUARES
                          ? update<Family, MeanOfSquares, Held, report>
                          : update<Family, NoScaling, Held, report>;
  launch(queue, "update", kernel, update_grid(queue, job), kThreads, view, job.first, job.count,
         first_warp);
}

template <class Family, class Held>
void update_by_scaling(const Queue &queue, const View &view, const Job &job, bool report,
                       int64_t first_warp) {
  if (report) {
    queue_update<Family, Held, true>(queue, view, job, first_warp);
  } else {
    queue_update<Family, Held, false>(queue, view, job, first_warp);
  }
}

}  // namespace cuda
}  // namespace trainopt
