// What estimators need to know before anything changes.
#include <math.h>
#include <string.h>

#include <algorithm>
#include <atomic>

#include "scalars.h"
#include "step.h"

namespace trainopt {
namespace {

float from_bits(int32_t bits) {
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

int64_t end_block(const Slot &slot) {
  return slot.first_block + (slot.length + kBlock - 1) / kBlock;
}

}  // namespace

// The reductions that estimators need before anything changes.
bool Step::prepare(to_result *result) {
  if (has_exact_diagonal_gain_) prepare_diagonal();
  if (has_rank_one_ && !prepare_rank_one() && find_non_finite(result)) return false;
  for (Unit &unit : plan_.units) {
    if (plan_.settings(unit).estimator == TO_FULL) prepare_full(unit);
  }
  return true;
}

void Step::prepare_diagonal() {
  over_blocks([&](int k, const Slot &slot, int64_t start, int n, int64_t block) {
    const to_group &group = plan_.groups[slot.group];
    if (group.estimator != TO_DIAGONAL) return;
    const Coefficients &c = plan_.units[slot.unit].coefficients;
    gains_[static_cast<size_t>(block)] = kernels_.diagonal_gain(plan_.tensors[k].weights + start, n,
                                                                c.alpha, c.beta, group.normalized);
  });
  for (Unit &unit : plan_.units) {
    if (plan_.settings(unit).estimator == TO_DIAGONAL) unit.gain = largest_gain(unit);
  }
}

// The sums of set_rank_one: all but u.g was summed up when the last step wrote the vectors. It holds
// as long as the weights are those it left, which their fingerprints tell; the state is written by
// steps and write() alone. False: a gradient may not be finite.
bool Step::prepare_rank_one() {
  std::atomic<bool> finite{true};
  std::atomic<bool> same{true};
  const Precision precision = plan_.precision();
  over_blocks([&](int k, const Slot &slot, int64_t start, int n, int64_t block) {
    if (slot.u.length() == 0) return;
    float scratch[kBlock];
    float bias[kBlock];
    Block x = rank_one_block(slot, k, start, n);
    x.g = gradient(slot, k, start, n, scratch);
    const float ug = kernels_.rank_one_gradient[precision](x);
    gradient_sums_[static_cast<size_t>(block)] = ug;
    // A gradient that is not finite leaves no finite u.g, be u zero.
    if (plan_.options.inspect && looks_itself(slot) && !isfinite(ug) &&
        !kernels_.all_finite(x.g, n)) {
      finite.store(false, std::memory_order_relaxed);
    }
    if (carried_) {
      if (fingerprints_[static_cast<size_t>(block)] != kernels_.fingerprint(x.w, n)) {
        same.store(false, std::memory_order_relaxed);
      }
      return;
    }
    if (plan_.units[slot.unit].take_bias) {
      kernels_.narrow(x.g, precision, bias, n);
      x.b = bias;
    }
    rank_one_sums_[static_cast<size_t>(block)] = kernels_.rank_one_sums[precision](x);
  });
  if (!same) {
    over_blocks([&](int k, const Slot &slot, int64_t start, int n, int64_t block) {
      if (slot.u.length() == 0) return;
      rank_one_sums_[static_cast<size_t>(block)] =
          kernels_.rank_one_sums[precision](rank_one_block(slot, k, start, n));
    });
  }
  for (Unit &unit : plan_.units) {
    if (plan_.settings(unit).estimator == TO_RANK_ONE) set_rank_one(unit);
  }
  return finite;
}

Block Step::rank_one_block(const Slot &slot, int k, int64_t start, int n) const {
  Block x{};
  x.n = n;
  x.w = plan_.tensors[k].weights + start;
  x.u = slot.u.at(start);
  x.v = slot.v.at(start);
  x.b = slot.b.at(start);
  return x;
}

void Step::set_rank_one(Unit &unit) {
  const auto sum = [&](float RankOneSums::*part) {
    return sum_of(unit, [&](size_t block) { return rank_one_sums_[block].*part; });
  };
  const double ug = sum_of(unit, [this](size_t block) { return gradient_sums_[block]; });
  const RankOneTotals totals = {sum(&RankOneSums::vw), sum(&RankOneSums::ww), sum(&RankOneSums::uu),
                                sum(&RankOneSums::ub), ug};
  unit.gain = trainopt::set_rank_one(totals, scalars_[unit.group],
                                     plan_.settings(unit).normalized, unit.coefficients);
}

// The canonical sum: blocks in ascending order, in double.
template <class Part>
double Step::sum_of(const Unit &unit, const Part &part) const {
  double total = 0;
  for (int k : unit.slots) {
    const Slot &slot = plan_.slots[k];
    const int64_t end = end_block(slot);
    for (int64_t i = slot.first_block; i < end; ++i) total += part(static_cast<size_t>(i));
  }
  return total;
}

double Step::largest_gain(const Unit &unit) const {
  int32_t largest = 0;
  for (int k : unit.slots) {
    const Slot &slot = plan_.slots[k];
    const int64_t end = end_block(slot);
    for (int64_t block = slot.first_block; block < end; ++block) {
      largest = std::max(largest, gains_[static_cast<size_t>(block)]);
    }
  }
  return from_bits(largest);
}

}  // namespace trainopt
