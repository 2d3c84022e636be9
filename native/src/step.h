// The phases of a step over all tensors of a plan.
#pragma once

#include <stdint.h>

#include <algorithm>
#include <vector>

#include "kernels.h"
#include "plan.h"
#include "pool.h"
#include "trainopt.h"

namespace trainopt {

// Below this many elements a phase stays on the caller's thread: there it takes less time than to
// wake another.
constexpr int64_t kShared = 1 << 16;

class Step {
 public:
  // Throws std::bad_alloc.
  Step(const to_options &options, const to_limits &limits, const to_group *groups,
       const to_slot *slots, const Kernels &kernels);

  Plan &plan() { return plan_; }
  const Plan &plan() const { return plan_; }

  // One of the TO_... outcomes; throws std::bad_alloc before anything is changed.
  int run(const to_scalars *scalars, bool first, bool report, to_result *result);

  // Copies a state array out of and into float32.
  void read(const StateArray &array, float *to) const;
  void write(const StateArray &array, const float *from);

 private:
  template <class Body>
  void over_runs(const Body &body) const;
  template <class Body>
  void over_blocks(const Body &body) const;
  template <class Part>
  double sum_of(const Unit &unit, const Part &part) const;
  double largest_gain(const Unit &unit) const;
  void begin(Unit &unit, bool first) const;
  const float *gradient(const Slot &slot, int k, int64_t start, int n, float *scratch) const;

  // Whether an estimator's own first pass looks at the gradients.
  bool looks_itself(const Slot &slot) const;
  bool inspect(to_result *result);
  bool find_non_finite(to_result *result) const;
  bool prepare(to_result *result);
  void prepare_diagonal();
  bool prepare_rank_one();
  Block rank_one_block(const Slot &slot, int k, int64_t start, int n) const;
  void set_rank_one(Unit &unit);
  void prepare_full(Unit &unit);
  void train_full(Unit &unit) const;
  void train_by_corrections(Unit &unit, Rows rows) const;
  void update(bool report, to_result *result);
  void project();

  const Kernels &kernels_;
  Plan plan_;
  bool clips_norm_;
  bool has_rank_one_ = false;
  bool has_exact_diagonal_gain_ = false;
  bool all_look_themselves_ = false;
  // Block sums, by the number of the block over all tensors.
  std::vector<float> sums_;
  // Of weights and state as the last step left them, where carried_ says so. Small work is in cache
  // and is summed up anew.
  std::vector<RankOneSums> rank_one_sums_;
  std::vector<float> gradient_sums_;
  std::vector<uint32_t> fingerprints_;
  bool carries_ = false;
  bool carried_ = false;
  std::vector<double> report_sums_;
  // The largest gain of each block's elements, as bits.
  std::vector<int32_t> gains_;
  // Of the current step.
  const to_scalars *scalars_ = nullptr;
  float clip_factor_ = 1;
};

// Calls body(k, slot, start, n, block) for runs of blocks that cover every tensor: slot k's elements
// [start, start + n), the first of them in the given block.
template <class Body>
void Step::over_runs(const Body &body) const {
  const auto range = [this, &body](int64_t from, int64_t to) {
    const auto &slots = plan_.slots;
    const auto after =
        std::upper_bound(slots.begin(), slots.end(), from,
                         [](int64_t block, const Slot &slot) { return block < slot.first_block; });
    int k = static_cast<int>(after - slots.begin()) - 1;
    for (int64_t block = from; block < to; ++k) {
      const Slot &slot = slots[k];
      const int64_t start = (block - slot.first_block) * kBlock;
      const int64_t end = std::min(slot.length, (to - slot.first_block) * kBlock);
      if (start >= end) continue;
      body(k, slot, start, end - start, block);
      block += (end - start + kBlock - 1) / kBlock;
    }
  };
  const int threads = plan_.elements < kShared ? 1 : plan_.options.threads;
  // Chunks of 8 blocks or more, and a few for each thread, so that one that was held up does not
  // hold up all.
  const int64_t chunk = std::max<int64_t>(8, plan_.blocks / (16 * int64_t{threads}));
  Pool::instance().run(threads, plan_.blocks, chunk, range);
}

// Calls body(k, slot, start, n, block) for every block of every tensor.
template <class Body>
void Step::over_blocks(const Body &body) const {
  over_runs([&body](int k, const Slot &slot, int64_t start, int64_t count, int64_t block) {
    for (int64_t i = 0; i < count; i += kBlock, ++block) {
      body(k, slot, start + i, static_cast<int>(std::min<int64_t>(kBlock, count - i)), block);
    }
  });
}

}  // namespace trainopt
