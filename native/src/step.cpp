#include "step.h"

#include <math.h>

#include <algorithm>
#include <atomic>
#include <limits>

#include "scalars.h"

namespace trainopt {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

}  // namespace

Step::Step(const to_options &options, const to_limits &limits, const to_group *groups,
           const to_slot *slots, const Kernels &kernels)
    : kernels_(kernels),
      plan_(options, limits, groups, slots, kernels),
      clips_norm_(limits.clip_norm < kInfinity) {
  bool has_diagonal = false;
  for (const to_group &group : plan_.groups) {
    has_rank_one_ |= group.estimator == TO_RANK_ONE;
    has_diagonal |= group.estimator == TO_DIAGONAL;
  }
  all_look_themselves_ = std::all_of(plan_.slots.begin(), plan_.slots.end(),
                                     [this](const Slot &slot) { return looks_itself(slot); });
  has_exact_diagonal_gain_ = has_diagonal && options.fail_on_gain;
  const size_t blocks = static_cast<size_t>(plan_.blocks);
  if (clips_norm_ || limits.radius < kInfinity) sums_.resize(blocks);
  if (has_rank_one_) {
    rank_one_sums_.resize(blocks);
    gradient_sums_.resize(blocks);
    carries_ = plan_.elements >= kShared;
    if (carries_) fingerprints_.resize(blocks);
  }
  if (has_diagonal) gains_.resize(blocks);
}

int Step::run(const to_scalars *scalars, bool first, bool report, to_result *result) {
  scalars_ = scalars;
  result->gain = 0;
  if (report && report_sums_.empty()) {
    for (Slot &slot : plan_.slots) {
      if (slot.estimate.length() == 0) slot.estimate = Floats(slot.length);
    }
    report_sums_.resize(3 * static_cast<size_t>(plan_.blocks));
  }
  if (!inspect(result)) return TO_NON_FINITE;
  for (Unit &unit : plan_.units) begin(unit, first);
  if (!prepare(result)) return TO_NON_FINITE;
  for (const Unit &unit : plan_.units) result->gain = max_or_nan(result->gain, unit.gain);
  if (plan_.options.fail_on_gain && result->gain >= 2) return TO_UNSTABLE_GAIN;
  update(report, result);
  project();
  return TO_DONE;
}

void Step::begin(Unit &unit, bool first) const {
  const to_group &group = plan_.groups[unit.group];
  const to_scalars &x = scalars_[unit.group];
  unit.take_bias = takes_bias(group, first);
  unit.gain = initial_gain(group, x);
  set_coefficients(x, unit.coefficients);
}

// The gradients of a block as the estimator sees them: in place where nothing is done to them, else
// in scratch.
const float *Step::gradient(const Slot &slot, int k, int64_t start, int n, float *scratch) const {
  const float *raw = plan_.tensors[k].gradients + start;
  const float l2 = static_cast<float>(scalars_[slot.group].l2);
  if (!(plan_.limits.clip_value < kInfinity) && clip_factor_ == 1 && l2 == 0) return raw;
  const Preparation preparation{static_cast<float>(plan_.limits.clip_value), clip_factor_, l2};
  kernels_.prepare(raw, plan_.tensors[k].weights + start, preparation, scratch, n);
  return scratch;
}

bool Step::looks_itself(const Slot &slot) const {
  return !clips_norm_ && !(plan_.limits.clip_value < kInfinity) &&
         plan_.groups[slot.group].estimator == TO_RANK_ONE;
}

// Looks for gradients that are not finite and finds the factor of the norm's clipping. False: the
// step must not be made.
bool Step::inspect(to_result *result) {
  clip_factor_ = 1;
  const bool look = plan_.options.inspect;
  if (!clips_norm_ && (!look || all_look_themselves_)) return true;
  const bool clips_values = plan_.limits.clip_value < kInfinity;
  std::atomic<bool> bad{false};
  over_runs([&](int k, const Slot &slot, int64_t start, int64_t count, int64_t block) {
    const float *g = plan_.tensors[k].gradients + start;
    if (look && !looks_itself(slot) && !kernels_.all_finite(g, count)) {
      bad.store(true, std::memory_order_relaxed);
    }
    if (!clips_norm_) return;
    for (int64_t i = 0; i < count; i += kBlock, ++block) {
      const int n = static_cast<int>(std::min<int64_t>(kBlock, count - i));
      float scratch[kBlock];
      const float *clipped = g + i;
      if (clips_values) {
        kernels_.prepare(g + i, nullptr, {static_cast<float>(plan_.limits.clip_value), 1, 0},
                         scratch, n);
        clipped = scratch;
      }
      sums_[static_cast<size_t>(block)] = kernels_.dot(clipped, clipped, n);
    }
  });
  if (bad && find_non_finite(result)) return false;
  if (clips_norm_) {
    double squares = 0;
    for (float sum : sums_) squares += sum;
    const double norm = sqrt(squares);
    if (look && !(norm < kInfinity)) {
      result->slot = -1;
      result->element = -1;
      return false;
    }
    clip_factor_ = factor_onto(plan_.limits.clip_norm, norm);
  }
  return true;
}

// The first gradient that is not finite.
bool Step::find_non_finite(to_result *result) const {
  for (int k = 0; k < plan_.options.slots; ++k) {
    const float *g = plan_.tensors[k].gradients;
    for (int64_t i = 0; i < plan_.slots[k].length; ++i) {
      if (isfinite(g[i])) continue;
      result->slot = k;
      result->element = i;
      return true;
    }
  }
  return false;
}

// From here on weights and state change.
void Step::update(bool report, to_result *result) {
  for (Unit &unit : plan_.units) {
    if (plan_.settings(unit).estimator == TO_FULL) train_full(unit);
  }
  over_blocks([&](int k, const Slot &slot, int64_t start, int n, int64_t block) {
    const Unit &unit = plan_.units[slot.unit];
    const auto floats = [start](const Floats &array) {
      return array.data() == nullptr ? nullptr : array.data() + start;
    };
    float scratch[kBlock];
    Block x;
    x.n = n;
    x.w = plan_.tensors[k].weights + start;
    x.g = gradient(slot, k, start, n, scratch);
    x.a = slot.a.at(start);
    x.b = slot.b.at(start);
    x.u = slot.u.at(start);
    x.v = slot.v.at(start);
    x.s = floats(slot.s);
    x.estimate = report ? floats(slot.estimate) : nullptr;
    x.direction =
        unit.direction.data() == nullptr ? nullptr : unit.direction.data() + slot.offset + start;
    if (unit.take_bias && x.b != nullptr) kernels_.narrow(x.g, plan_.precision(), x.b, n);
    const int32_t gain = unit.update[report](x, unit.coefficients);
    if (x.a != nullptr) gains_[static_cast<size_t>(block)] = gain;
    // The block is in cache now: the next step's sums cost no traffic here.
    if (carries_ && x.v != nullptr) {
      rank_one_sums_[static_cast<size_t>(block)] = kernels_.rank_one_sums[plan_.precision()](x);
      fingerprints_[static_cast<size_t>(block)] = kernels_.fingerprint(x.w, n);
    }
    if (report) kernels_.report(x.estimate, x.g, n, &report_sums_[3 * static_cast<size_t>(block)]);
  });
  carried_ = carries_;
  for (Unit &unit : plan_.units) {
    if (plan_.settings(unit).estimator != TO_DIAGONAL) continue;
    unit.gain = max_or_nan(unit.gain, largest_gain(unit));
    result->gain = max_or_nan(result->gain, unit.gain);
  }
  if (!report) return;
  double sums[3] = {};
  for (size_t i = 0; i < report_sums_.size(); ++i) sums[i % 3] += report_sums_[i];
  result->gradient_squares = sums[0];
  result->estimate_squares = sums[1];
  result->error_squares = sums[2];
}

// Scales all weights onto the ball, if they left it.
void Step::project() {
  if (!(plan_.limits.radius < kInfinity)) return;
  over_blocks([&](int k, const Slot &, int64_t start, int n, int64_t block) {
    const float *w = plan_.tensors[k].weights + start;
    sums_[static_cast<size_t>(block)] = kernels_.dot(w, w, n);
  });
  double squares = 0;
  for (float sum : sums_) squares += sum;
  const double norm = sqrt(squares);
  if (!(norm > plan_.limits.radius)) return;
  carried_ = false;
  const float factor = factor_onto(plan_.limits.radius, norm);
  over_blocks([&](int k, const Slot &, int64_t start, int n, int64_t) {
    kernels_.scale(plan_.tensors[k].weights + start, factor, n);
  });
}

void Step::read(const StateArray &array, float *to) const {
  const int64_t width = array.description.width;
  for (int64_t i = 0; i < array.rows; ++i) {
    kernels_.widen(static_cast<const char *>(array.data) + i * array.stride * width,
                   width == 2 ? kBfloat16 : kFloat32, to + i * array.columns, array.columns);
  }
}

void Step::write(const StateArray &array, const float *from) {
  carried_ = false;
  const int64_t width = array.description.width;
  for (int64_t i = 0; i < array.rows; ++i) {
    kernels_.narrow(from + i * array.columns, width == 2 ? kBfloat16 : kFloat32,
                    static_cast<char *>(array.data) + i * array.stride * width, array.columns);
  }
}

}  // namespace trainopt
