// What kernels know of a plan and of the current step: tables in device memory, and where they are.
#pragma once

#include <stdint.h>

#include "kernels.h"
#include "trainopt.h"

namespace trainopt {
namespace cuda {

// Threads of a block of threads that works on a block of elements, four each.
constexpr int kThreads = kBlock / 4;
constexpr int kWarp = 32;
constexpr int kWarps = kThreads / kWarp;
// The most threads of a block that sums up.
constexpr int kSummers = 1024;

// One tensor; addresses of state it does not have are null.
struct DeviceSlot {
  int64_t length;
  int64_t first_block;  // in the numbering of all tensors' blocks
  int64_t first_sum;    // Rank-One: where its blocks' sums are among those of its unit
  int64_t offset;       // Full: in the vector of its unit
  void *a, *b, *u, *v;  // as they are held
  float *s;
  int32_t group;
  int32_t unit;
};

// A block of a tensor: elements from 1024 index on.
struct BlockRef {
  int32_t slot;
  int32_t index;
};

// What one estimator trains. All but the first fields are Full's.
struct DeviceUnit {
  int32_t group;
  int64_t first_sum;  // of the block sums of Rank-One's or Full's whole vector
  int64_t sums;
  int64_t d;
  int64_t stride;            // of the rows of matrix, factors and points
  int64_t first_row;         // in the numbering of all Full units' rows
  int64_t first_correction;  // in that of the corrections all of them may keep
  int64_t first_tile;        // in that of all tiles of the matrices
  float *matrix, *b, *w, *g, *direction;
  int64_t history;
  int64_t pending;
  float *factors, *points;
  float *corrections;  // how many there are; 1 once the matrix was flushed to
  float *p, *c;
};

// The scalars of a unit in the current step.
struct UnitStep {
  Coefficients c;
  double gain;  // but for that of Diagonal's elements
  int32_t take_bias;
};

// The current step's course. A step that is refused leaves an outcome, which all later kernels obey.
struct Control {
  unsigned long long first_bad;  // 1024 block + element of a gradient that is not finite
  int32_t outcome;
  int32_t gain_bits;  // the largest gain of Diagonal's elements
  float clip_factor;
  float projection;  // factor on all weights
  to_result result;
};

constexpr unsigned long long kNoneBad = ~0ULL;

// Rank-One's sums over a block, a plane each.
enum { kSumVw, kSumWw, kSumUu, kSumUb, kSumUg, kUnitSums };

// The kernels' common parameter.
struct View {
  const DeviceSlot *slots;
  const to_group *groups;
  const DeviceUnit *units;
  const BlockRef *blocks;  // by what updates them
  const to_scalars *scalars;
  const to_tensor *tensors;
  UnitStep *steps;
  Control *control;
  float *sums;           // of all tensors' blocks, for global norms
  float *unit_sums;      // kUnitSums planes
  float *estimates;      // 1024 a block; null before the first report
  double *report_sums;   // three a warp that updates
  to_limits limits;
  int64_t block_count;
  int64_t unit_sum_count;
  int64_t report_warps;
  int64_t longest_unit;  // the most sums of a unit
  int64_t rows;         // of all Full units
  int64_t corrections;  // that all Full units may keep
  int64_t tiles;
  int32_t slot_count;
  int32_t unit_count;
  int32_t full_first;  // Full's units lie together
  int32_t full_count;
};

// The side of the matrix tiles a flush works on.
constexpr int kTile = 64;

}  // namespace cuda
}  // namespace trainopt
