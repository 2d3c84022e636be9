// Queueing the phases of a step: one launch each, for all tensors.
#pragma once

#include <cuda_runtime.h>

#include <algorithm>

#include "failure.h"
#include "tables.h"

namespace trainopt {
namespace cuda {

// Where a step's work goes.
struct Queue {
  cudaStream_t stream;
  int multiprocessors;
};

// The blocks [first, first + count) of the plan's table that one kernel updates.
struct Job {
  int32_t estimator;
  int32_t scaling;
  int64_t first;
  int64_t count;
};

template <class T>
struct Same {
  using type = T;
};

// Throws Failure.
template <class... Parameters>
void launch(const Queue &queue, const char *name, void (*kernel)(Parameters...), int64_t grid,
            int block, typename Same<Parameters>::type... arguments) {
  if (grid <= 0) return;
  void *addresses[] = {&arguments...};
  const dim3 blocks(static_cast<unsigned>(grid));
  const dim3 threads(static_cast<unsigned>(block));
  check(cudaLaunchKernel(kernel, blocks, threads, addresses, 0, queue.stream),
        "launch of kernel %s with %lld blocks of %d threads", name, static_cast<long long>(grid),
        block);
}

// Blocks of threads for work that each does a part of in turn.
inline int64_t grid_for(const Queue &queue, int64_t parts, int most_a_multiprocessor) {
  return std::min<int64_t>(parts, int64_t{queue.multiprocessors} * most_a_multiprocessor);
}

// The threads of one block that sums up count numbers.
inline int summing_threads(int64_t count) {
  const int64_t rounded = (count + kWarp - 1) / kWarp * kWarp;
  return static_cast<int>(std::min<int64_t>(kSummers, std::max<int64_t>(kWarp, rounded)));
}

// How many blocks of threads update a job.
inline int64_t update_grid(const Queue &queue, const Job &job) {
  return grid_for(queue, job.count, 16);
}

// Copies bytes, a multiple of 4, to device memory by way of kernel parameters: the host memory may be
// used again at once, and nothing waits. Resets the control.
void load(const Queue &queue, const View &view, const void *from, void *to, int64_t bytes);

// Looks for gradients that are not finite; block sums for the global norm.
void inspect(const Queue &queue, const View &view, bool look, bool norm);
// Clip factor, refusal, and the scalars of units.
void begin(const Queue &queue, const View &view, bool look, bool norm, bool first);
void rank_one(const Queue &queue, const View &view, const Job &blocks, bool bfloat16, bool look);
void full_scalars(const Queue &queue, const View &view, const Job &blocks);
void diagonal_gain(const Queue &queue, const View &view, const Job &blocks);
// Refuses a gain of 2 or more.
void decide(const Queue &queue, const View &view);
// From here on weights and state change.
void train_full(const Queue &queue, const View &view, bool direct, bool corrections,
                int64_t longest_row);
void update_stochastic(const Queue &queue, const View &view, const Job &job, bool report,
                       int64_t first_warp);
void update_ema(const Queue &queue, const View &view, const Job &job, bool bfloat16, bool report,
                int64_t first_warp);
void update_diagonal(const Queue &queue, const View &view, const Job &job, bool bfloat16,
                     bool report, int64_t first_warp);
void update_rank_one(const Queue &queue, const View &view, const Job &job, bool bfloat16,
                     bool report, int64_t first_warp);
void update_full(const Queue &queue, const View &view, const Job &job, bool report,
                 int64_t first_warp);
// The result, and the corrections that there are now.
void finish(const Queue &queue, const View &view, bool report);
void project(const Queue &queue, const View &view);

}  // namespace cuda
}  // namespace trainopt
