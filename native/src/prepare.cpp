// What estimators need to know before anything changes, and the training of Full's rows.
#include <string.h>

#include <algorithm>

#include "step.h"

namespace trainopt {
namespace {

float from_bits(int32_t bits) {
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

size_t bytes(int64_t floats) { return sizeof(float) * static_cast<size_t>(floats); }

int64_t end_block(const Slot &slot) {
  return slot.first_block + (slot.length + kBlock - 1) / kBlock;
}

}  // namespace

// The reductions that estimators need before anything changes.
void Step::prepare() {
  if (has_exact_diagonal_gain_) prepare_diagonal();
  if (has_rank_one_) prepare_rank_one();
  for (Unit &unit : plan_.units) {
    if (plan_.settings(unit).estimator == TO_FULL) prepare_full(unit);
  }
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

// s = v.w; with c = alpha_v (u.r) |w|^2, s after the step is s - c, and the co-trained direction is
// g + (1 - kappa) r - c u, kappa = alpha_u s (s - c) + beta. Normalised: alpha_u = rho / (1 + s^2),
// alpha_v = rho / (1 + |u|^2 |w|^2).
void Step::prepare_rank_one() {
  const auto for_units = [this](auto body) {
    for (Unit &unit : plan_.units) {
      if (plan_.settings(unit).estimator == TO_RANK_ONE) body(unit);
    }
  };
  over_blocks([&](int k, const Slot &slot, int64_t start, int n, int64_t block) {
    if (slot.v.length() == 0) return;
    const float *w = plan_.tensors[k].weights + start;
    first_sums_[static_cast<size_t>(block)] = kernels_.dot(slot.v.data() + start, w, n);
    second_sums_[static_cast<size_t>(block)] = kernels_.dot(w, w, n);
  });
  for_units([this](Unit &unit) {
    unit.coefficients.s = static_cast<float>(sum_of(unit, first_sums_));
    unit.w2 = static_cast<float>(sum_of(unit, second_sums_));
  });
  over_blocks([&](int k, const Slot &slot, int64_t start, int n, int64_t block) {
    if (slot.u.length() == 0) return;
    const Unit &unit = plan_.units[slot.unit];
    float scratch[kBlock];
    float r[kBlock];
    const float *g = gradient(slot, k, start, n, scratch);
    const float *u = slot.u.data() + start;
    kernels_.rank_one_residual(u, unit.take_bias ? g : slot.b.data() + start, g,
                               unit.coefficients.s, r, n);
    first_sums_[static_cast<size_t>(block)] = kernels_.dot(u, r, n);
    second_sums_[static_cast<size_t>(block)] = kernels_.dot(u, u, n);
  });
  for_units([this](Unit &unit) {
    Coefficients &x = unit.coefficients;
    const bool normalized = plan_.settings(unit).normalized;
    const float ur = static_cast<float>(sum_of(unit, first_sums_));
    const float u2 = static_cast<float>(sum_of(unit, second_sums_));
    const double s = x.s;
    const double uw2 = static_cast<double>(u2) * unit.w2;
    const double alpha_u = normalized ? unit.alpha / (1 + s * s) : unit.alpha;
    const double alpha_v = normalized ? unit.alpha / (1 + uw2) : unit.alpha;
    const double c = alpha_v * ur * unit.w2;
    x.step_u = static_cast<float>(alpha_u * s);
    x.step_v = static_cast<float>(alpha_v * ur);
    x.keep = static_cast<float>(1 - (alpha_u * s * (s - c) + unit.beta));
    x.shift = static_cast<float>(c);
    unit.gain = alpha_u * s * s + alpha_v * uw2 + unit.beta;
  });
}

// Gathers w and g; kappa = alpha |w|^2 + beta; normalised alpha = rho / (1 + |w|^2).
void Step::prepare_full(Unit &unit) {
  for (int k : unit.slots) {
    const Slot &slot = plan_.slots[k];
    for (int64_t start = 0; start < slot.length; start += kBlock) {
      const int n = static_cast<int>(std::min<int64_t>(kBlock, slot.length - start));
      const int64_t at = slot.offset + start;
      float scratch[kBlock];
      memcpy(unit.g.data() + at, gradient(slot, k, start, n, scratch), bytes(n));
      memcpy(unit.w.data() + at, plan_.tensors[k].weights + start, bytes(n));
    }
  }
  double total = 0;
  for (int64_t start = 0; start < unit.d; start += kBlock) {
    const float *w = unit.w.data() + start;
    total += kernels_.dot(w, w, static_cast<int>(std::min<int64_t>(kBlock, unit.d - start)));
  }
  unit.w2 = static_cast<float>(total);
  const bool normalized = plan_.settings(unit).normalized;
  const double step = normalized ? unit.alpha / (1 + static_cast<double>(unit.w2)) : unit.alpha;
  unit.gain = step * unit.w2 + unit.beta;
  unit.coefficients.alpha = static_cast<float>(step);
  unit.coefficients.keep = static_cast<float>(1 - unit.gain);
}

void Step::train_full(Unit &unit) const {
  if (unit.d == 0) return;
  if (unit.take_bias) memcpy(unit.b.data(), unit.g.data(), bytes(unit.d));
  const Coefficients &c = unit.coefficients;
  const Rows rows{unit.matrix.data(),
                  unit.w.data(),
                  unit.g.data(),
                  unit.b.data(),
                  unit.direction.data(),
                  unit.d,
                  c.alpha,
                  c.beta,
                  c.keep,
                  plan_.settings(unit).predict_first != 0};
  const int threads = unit.d * unit.d < kShared ? 1 : plan_.options.threads;
  const int64_t chunk = std::max<int64_t>(8, unit.d / (8 * int64_t{threads}) & ~int64_t{7});
  Pool::instance().run(threads, unit.d, chunk,
                       [&](int64_t from, int64_t to) { kernels_.full_rows(rows, from, to); });
}

// The canonical sum: blocks in ascending order, in double.
double Step::sum_of(const Unit &unit, const std::vector<float> &sums) const {
  double total = 0;
  for (int k : unit.slots) {
    const Slot &slot = plan_.slots[k];
    const int64_t end = end_block(slot);
    for (int64_t block = slot.first_block; block < end; ++block) {
      total += sums[static_cast<size_t>(block)];
    }
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
