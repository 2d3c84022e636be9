#include "step.h"

#include <math.h>
#include <string.h>

#include <algorithm>
#include <atomic>
#include <limits>

namespace trainopt {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// As Java's Math.max: NaN wins.
double max_or_nan(double x, double y) { return x > y || isnan(x) ? x : y; }

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
  has_exact_diagonal_gain_ = has_diagonal && options.fail_on_gain;
  const size_t blocks = static_cast<size_t>(plan_.blocks);
  if (has_rank_one_ || clips_norm_ || limits.radius < kInfinity) first_sums_.resize(blocks);
  if (has_rank_one_) second_sums_.resize(blocks);
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
  prepare();
  for (const Unit &unit : plan_.units) result->gain = max_or_nan(result->gain, unit.gain);
  if (plan_.options.fail_on_gain && result->gain >= 2) return TO_UNSTABLE_GAIN;
  update(report, result);
  project();
  return TO_DONE;
}

void Step::begin(Unit &unit, bool first) const {
  const to_group &group = plan_.groups[unit.group];
  const to_scalars &x = scalars_[unit.group];
  unit.alpha = x.alpha;
  unit.beta = x.beta;
  unit.take_bias = first && group.bias_from_gradient && group.estimator != TO_STOCHASTIC;
  unit.gain = group.estimator == TO_EMA ? x.beta : 0;
  Coefficients &c = unit.coefficients;
  c.alpha = static_cast<float>(x.alpha);
  c.beta = static_cast<float>(x.beta);
  c.keep = static_cast<float>(1 - x.beta);
  c.factor = static_cast<float>(x.estimate_factor);
  c.eta = static_cast<float>(x.learning_rate);
  c.decay = static_cast<float>(x.decay_factor);
  c.rho = static_cast<float>(x.rho);
  c.rest = static_cast<float>(1 - x.rho);
  c.root_factor = static_cast<float>(x.root_factor);
  c.epsilon = static_cast<float>(x.epsilon);
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

// Looks for gradients that are not finite and finds the factor of the norm's clipping. False: the
// step must not be made.
bool Step::inspect(to_result *result) {
  clip_factor_ = 1;
  const bool look = plan_.options.inspect;
  if (!look && !clips_norm_) return true;
  const bool clips_values = plan_.limits.clip_value < kInfinity;
  std::atomic<int64_t> bad{plan_.blocks};
  over_blocks([&](int k, const Slot &, int64_t start, int n, int64_t block) {
    const float *g = plan_.tensors[k].gradients + start;
    if (look && kernels_.first_non_finite(g, n) < n) {
      int64_t seen = bad.load(std::memory_order_relaxed);
      while (block < seen && !bad.compare_exchange_weak(seen, block, std::memory_order_relaxed)) {
      }
      return;
    }
    if (clips_norm_) {
      float scratch[kBlock];
      if (clips_values) {
        kernels_.prepare(g, nullptr, {static_cast<float>(plan_.limits.clip_value), 1, 0}, scratch,
                         n);
        g = scratch;
      }
      first_sums_[static_cast<size_t>(block)] = kernels_.dot(g, g, n);
    }
  });
  if (bad < plan_.blocks) {
    int k = 0;
    while (k + 1 < plan_.options.slots && plan_.slots[k + 1].first_block <= bad) ++k;
    const int64_t start = (bad - plan_.slots[k].first_block) * kBlock;
    const int n = static_cast<int>(std::min<int64_t>(kBlock, plan_.slots[k].length - start));
    result->slot = k;
    result->element = start + kernels_.first_non_finite(plan_.tensors[k].gradients + start, n);
    return false;
  }
  if (clips_norm_) {
    double squares = 0;
    for (float sum : first_sums_) squares += sum;
    const double norm = sqrt(squares);
    if (look && !(norm < kInfinity)) {
      result->slot = -1;
      result->element = -1;
      return false;
    }
    if (norm > plan_.limits.clip_norm)
      clip_factor_ = static_cast<float>(plan_.limits.clip_norm / norm);
  }
  return true;
}

// From here on weights and state change.
void Step::update(bool report, to_result *result) {
  for (Unit &unit : plan_.units) {
    if (plan_.settings(unit).estimator == TO_FULL) train_full(unit);
  }
  over_blocks([&](int k, const Slot &slot, int64_t start, int n, int64_t block) {
    const Unit &unit = plan_.units[slot.unit];
    const auto at = [start](const Floats &floats) {
      return floats.data() == nullptr ? nullptr : floats.data() + start;
    };
    float scratch[kBlock];
    Block x;
    x.n = n;
    x.w = plan_.tensors[k].weights + start;
    x.g = gradient(slot, k, start, n, scratch);
    x.a = at(slot.a);
    x.b = at(slot.b);
    x.u = at(slot.u);
    x.v = at(slot.v);
    x.s = at(slot.s);
    x.estimate = report ? at(slot.estimate) : nullptr;
    x.direction =
        unit.direction.data() == nullptr ? nullptr : unit.direction.data() + slot.offset + start;
    if (unit.take_bias && x.b != nullptr) memcpy(x.b, x.g, sizeof(float) * static_cast<size_t>(n));
    const int32_t gain = unit.update[report](x, unit.coefficients);
    if (x.a != nullptr) gains_[static_cast<size_t>(block)] = gain;
    if (report) kernels_.report(x.estimate, x.g, n, &report_sums_[3 * static_cast<size_t>(block)]);
  });
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
    first_sums_[static_cast<size_t>(block)] = kernels_.dot(w, w, n);
  });
  double squares = 0;
  for (float sum : first_sums_) squares += sum;
  const double norm = sqrt(squares);
  if (!(norm > plan_.limits.radius)) return;
  const float factor = static_cast<float>(plan_.limits.radius / norm);
  over_blocks([&](int k, const Slot &, int64_t start, int n, int64_t) {
    kernels_.scale(plan_.tensors[k].weights + start, factor, n);
  });
}

}  // namespace trainopt
