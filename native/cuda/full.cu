// Full-TO: its scalars, and the training of its rows. A block of threads takes a row, a warp a block of
// 1024 of the row's elements.
#include "ascending.cuh"
#include "phases.h"
#include "row.h"
#include "scalars.h"

namespace trainopt {
namespace cuda {
namespace {

// Of Full's units, the one that a row, correction or tile belongs to.
__device__ __forceinline__ const DeviceUnit &unit_of(const View &view, int64_t DeviceUnit::*first,
                                                     int64_t index) {
  int low = view.full_first;
  int high = view.full_first + view.full_count - 1;
  while (low < high) {
    const int middle = (low + high + 1) / 2;
    if (view.units[middle].*first <= index) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return view.units[low];
}

__device__ __forceinline__ UnitStep &step_of(const View &view, const DeviceUnit &unit) {
  return view.steps[&unit - view.units];
}

// Gathers a block of w and g into the vectors of its unit.
__global__ void __launch_bounds__(kThreads) gather(View view, int64_t first, int64_t count) {
  if (view.control->outcome != TO_DONE) return;
  for (int64_t i = blockIdx.x; i < count; i += gridDim.x) {
    const Part part = part_of(view, view.blocks[first + i]);
    const DeviceUnit &unit = view.units[part.slot->unit];
    const Preparing prepared = preparing(view, part);
    float *w = global(unit.w) + part.slot->offset + part.start;
    float *g = global(unit.g) + part.slot->offset + part.start;
    for (int k = static_cast<int>(threadIdx.x); k < part.n; k += kThreads) {
      const float weight = part.w[k];
      g[k] = prepared(part.g[k], weight);
      w[k] = weight;
    }
  }
}

// The block sums of |w|^2 of Full's vectors, whose blocks run over their tensors' ends.
__global__ void __launch_bounds__(kThreads) sum_vectors(View view) {
  if (view.control->outcome != TO_DONE) return;
  for (int k = 0; k < view.full_count; ++k) {
    const DeviceUnit &unit = view.units[view.full_first + k];
    over_warps(unit.sums, [&](int64_t i) {
      const int64_t rest = unit.d - i * kBlock;
      const float *w = unit.w + i * kBlock;
      const float sum = block_dot(w, w, rest < kBlock ? static_cast<int>(rest) : kBlock);
      if (lane() == 0) view.unit_sums[unit.first_sum + i] = sum;
    });
  }
}

__global__ void __launch_bounds__(kSummers) set_full_scalars(View view) {
  __shared__ AscendingScratch scratch;
  if (view.control->outcome != TO_DONE) return;
  for (int k = static_cast<int>(blockIdx.x); k < view.full_count;
       k += static_cast<int>(gridDim.x)) {
    const DeviceUnit &unit = view.units[view.full_first + k];
    const double squares = ascending_sum(view.unit_sums + unit.first_sum, unit.sums, scratch);
    if (threadIdx.x != 0) continue;
    UnitStep &step = step_of(view, unit);
    step.gain = set_full(squares, view.scalars[unit.group],
                         view.groups[unit.group].normalized != 0, step.c);
  }
}

// x.w for a row of length d, by all threads of the block; sums has room for one a warp.
__device__ __forceinline__ float row_dot(const float *x, const float *w, int64_t d, float *sums) {
  const int warps = static_cast<int>(blockDim.x) / kWarp;
  const int warp = static_cast<int>(threadIdx.x) / kWarp;
  double total = 0;
  for (int64_t start = 0; start < d; start += int64_t{warps} * kBlock) {
    const int64_t mine = start + int64_t{warp} * kBlock;
    if (mine < d) {
      const int n = d - mine < kBlock ? static_cast<int>(d - mine) : kBlock;
      const float sum = block_dot(x + mine, w + mine, n);
      if (lane() == 0) sums[warp] = sum;
    }
    __syncthreads();
    for (int k = 0; k < warps && start + int64_t{k} * kBlock < d; ++k) total += sums[k];
    __syncthreads();
  }
  return static_cast<float>(total);
}

// r = p - g, b <- b - beta r and the direction of row i.
__device__ __forceinline__ Row train(const View &view, const DeviceUnit &unit, int64_t i,
                                     float product) {
  const UnitStep &step = step_of(view, unit);
  const float g = unit.g[i];
  return trained_row(product, step.take_bias ? g : unit.b[i], g, step.c.alpha, step.c.beta,
                     step.c.keep, view.groups[unit.group].predict_first != 0);
}

// p = A w + b, A <- A - alpha r w^T, where no corrections are kept.
__global__ void __launch_bounds__(kThreads) train_rows(View view) {
  __shared__ float sums[kWarps];
  if (view.control->outcome != TO_DONE) return;
  for (int64_t row = blockIdx.x; row < view.rows; row += gridDim.x) {
    const DeviceUnit &unit = unit_of(view, &DeviceUnit::first_row, row);
    if (unit.corrections != nullptr) continue;
    const int64_t i = row - unit.first_row;
    float *a = global(unit.matrix) + i * unit.stride;
    const float *w = global(unit.w);
    const float product = row_dot(a, w, unit.d, sums);
    const Row trained = train(view, unit, i, product);
    __syncthreads();  // all threads have read b
    if (threadIdx.x == 0) {
      unit.b[i] = trained.b;
      unit.direction[i] = trained.direction;
    }
#pragma unroll 4
    for (int64_t j = threadIdx.x; j < unit.d; j += blockDim.x) {
      a[j] = fused(trained.factor, w[j], a[j]);
    }
  }
}

// c_s = w_s.w of the corrections there are.
__global__ void __launch_bounds__(kThreads) dot_points(View view) {
  __shared__ float sums[kWarps];
  if (view.control->outcome != TO_DONE) return;
  for (int64_t row = blockIdx.x; row < view.corrections; row += gridDim.x) {
    const DeviceUnit &unit = unit_of(view, &DeviceUnit::first_correction, row);
    const int64_t s = row - unit.first_correction;
    if (s >= static_cast<int64_t>(unit.corrections[0])) continue;
    const float c = row_dot(global(unit.points) + s * unit.stride, global(unit.w), unit.d, sums);
    if (threadIdx.x == 0) unit.c[s] = c;
  }
}

// p = A w, where A was flushed to.
__global__ void __launch_bounds__(kThreads) dot_matrix(View view) {
  __shared__ float sums[kWarps];
  if (view.control->outcome != TO_DONE) return;
  for (int64_t row = blockIdx.x; row < view.rows; row += gridDim.x) {
    const DeviceUnit &unit = unit_of(view, &DeviceUnit::first_row, row);
    if (unit.corrections == nullptr || unit.corrections[1] == 0) continue;
    const int64_t i = row - unit.first_row;
    const float p = row_dot(global(unit.matrix) + i * unit.stride, global(unit.w), unit.d, sums);
    if (threadIdx.x == 0) unit.p[i] = p;
  }
}

// p <- p + sum f_s c_s, then as for a row of A; but what would be added to A is kept.
__global__ void __launch_bounds__(kWarp) correct_rows(View view) {
  if (view.control->outcome != TO_DONE) return;
  const int64_t threads = int64_t{gridDim.x} * blockDim.x;
  for (int64_t row = int64_t{blockIdx.x} * blockDim.x + threadIdx.x; row < view.rows;
       row += threads) {
    const DeviceUnit &unit = unit_of(view, &DeviceUnit::first_row, row);
    if (unit.corrections == nullptr) continue;
    const int64_t i = row - unit.first_row;
    const int64_t count = static_cast<int64_t>(unit.corrections[0]);
    float p = unit.corrections[1] != 0 ? unit.p[i] : 0;
    float *f = global(unit.factors) + i;
    const float *c = global(unit.c);
#pragma unroll 32
    for (int64_t s = 0; s < count; ++s) p = fused(f[s * unit.stride], c[s], p);
    const Row trained = train(view, unit, i, p);
    unit.b[i] = trained.b;
    unit.direction[i] = trained.direction;
    f[count * unit.stride] = trained.factor;
    unit.points[count * unit.stride + i] = unit.w[i];
  }
}

constexpr int kDepth = 16;      // corrections staged at a time
constexpr int kSide = kTile / 4;  // threads along a tile's side, each with 4 x 4 elements

// A tile of A += sum over s of f_s w_s^T, s ascending, in registers.
__device__ void flush_tile(const DeviceUnit &unit, int64_t row, int64_t column,
                           float (*f)[kTile], float (*w)[kTile]) {
  const int64_t count = static_cast<int64_t>(unit.corrections[0]) + 1;
  const bool flushed = unit.corrections[1] != 0;
  const int thread = static_cast<int>(threadIdx.x);
  const int y = thread / kSide * 4;
  const int x = thread % kSide * 4;
  float *a = global(unit.matrix) + (row + y) * unit.stride + column + x;
  const bool inside = row + y + 4 <= unit.d && column + x + 4 <= unit.d;
  float sum[4][4];
#pragma unroll
  for (int i = 0; i < 4; ++i) {
#pragma unroll
    for (int j = 0; j < 4; ++j) {
      const bool there = inside || (row + y + i < unit.d && column + x + j < unit.d);
      sum[i][j] = flushed && there ? a[i * unit.stride + j] : 0;
    }
  }
  for (int64_t start = 0; start < count; start += kDepth) {
    const int depth = count - start < kDepth ? static_cast<int>(count - start) : kDepth;
    __syncthreads();  // the last stage was read by all
#pragma unroll
    for (int k = thread; k < kDepth * kTile; k += kThreads) {
      const int s = k / kTile;
      const int j = k % kTile;
      if (s >= depth) continue;
      const int64_t at = (start + s) * unit.stride;
      f[s][j] = row + j < unit.d ? unit.factors[at + row + j] : 0;
      w[s][j] = column + j < unit.d ? unit.points[at + column + j] : 0;
    }
    __syncthreads();
    for (int s = 0; s < depth; ++s) {
#pragma unroll
      for (int i = 0; i < 4; ++i) {
#pragma unroll
        for (int j = 0; j < 4; ++j) sum[i][j] = fused(f[s][y + i], w[s][x + j], sum[i][j]);
      }
    }
  }
#pragma unroll
  for (int i = 0; i < 4; ++i) {
#pragma unroll
    for (int j = 0; j < 4; ++j) {
      const bool there = inside || (row + y + i < unit.d && column + x + j < unit.d);
      if (there) a[i * unit.stride + j] = sum[i][j];
    }
  }
}

// Adds the corrections to A where there is no room for more; they are counted by finish_step.
__global__ void __launch_bounds__(kThreads) flush(View view) {
  __shared__ float f[kDepth][kTile];
  __shared__ float w[kDepth][kTile];
  if (view.control->outcome != TO_DONE) return;
  for (int64_t tile = blockIdx.x; tile < view.tiles;) {
    const DeviceUnit &unit = unit_of(view, &DeviceUnit::first_tile, tile);
    const int64_t side = (unit.d + kTile - 1) / kTile;
    const int64_t end = unit.first_tile + side * side;
    const int64_t count =
        unit.corrections == nullptr ? 0 : static_cast<int64_t>(unit.corrections[0]) + 1;
    if (count == 0 || count < (unit.corrections[1] != 0 ? unit.pending : unit.history)) {
      tile += (end - tile + gridDim.x - 1) / gridDim.x * gridDim.x;  // to the next unit
      continue;
    }
    const int64_t own = tile - unit.first_tile;
    flush_tile(unit, own / side * kTile, own % side * kTile, f, w);
    tile += gridDim.x;
  }
}

}  // namespace

void full_scalars(const Queue &queue, const View &view, const Job &blocks) {
  launch(queue, "gather", gather, grid_for(queue, blocks.count, 8), kThreads, view, blocks.first,
         blocks.count);
  launch(queue, "sum_vectors", sum_vectors,
         grid_for(queue, (view.longest_unit + kWarps - 1) / kWarps, 8), kThreads, view);
  launch(queue, "set_full_scalars", set_full_scalars, grid_for(queue, view.full_count, 4),
         summing_threads(view.longest_unit), view);
}

void train_full(const Queue &queue, const View &view, bool direct, bool corrections,
                int64_t longest_row) {
  const int64_t blocks = (longest_row + kBlock - 1) / kBlock;
  const int threads = kWarp * static_cast<int>(std::min<int64_t>(kWarps, blocks));
  if (threads == 0) return;
  const int most = 32;
  if (direct) {
    launch(queue, "train_rows", train_rows, grid_for(queue, view.rows, most), threads, view);
  }
  if (!corrections) return;
  launch(queue, "dot_points", dot_points, grid_for(queue, view.corrections, most), threads, view);
  launch(queue, "dot_matrix", dot_matrix, grid_for(queue, view.rows, most), threads, view);
  launch(queue, "correct_rows", correct_rows,
         grid_for(queue, (view.rows + kWarp - 1) / kWarp, most), kWarp, view);
  launch(queue, "flush", flush, grid_for(queue, view.tiles, 8), kThreads, view);
}

}  // namespace cuda
}  // namespace trainopt
