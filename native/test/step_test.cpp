// Whole steps through the C interface: every setting gives the same bits on every instruction set
// and with any number of threads, agrees with a plain double-precision step, and a refused step
// changes nothing.
#include <math.h>

#include <memory>

#include "check.h"

namespace {

struct Destroy {
  void operator()(to_kernel *kernel) const { to_destroy(kernel); }
};
using Kernel = std::unique_ptr<to_kernel, Destroy>;

struct Setting {
  to_group group;
  std::vector<int> lengths;
  int isa = TO_BASELINE;
  int threads = 1;
  to_limits limits = {INFINITY, INFINITY, INFINITY};
  bool fail_on_gain = false;
  bool bfloat16 = false;
  int history = 0;
  int pending = 0;
};

Kernel create(const Setting &setting, int32_t *error) {
  std::vector<to_slot> slots;
  for (int length : setting.lengths) slots.push_back({length, 0, setting.history, setting.pending});
  const to_options options = {
      1,          static_cast<int32_t>(slots.size()), 0, 1, setting.fail_on_gain, setting.threads,
      setting.isa, setting.bfloat16};
  return Kernel(to_create(&options, &setting.limits, &setting.group, slots.data(), error));
}

// An optimizer run on numbers of its own.
struct Run {
  Kernel kernel;
  std::vector<std::vector<float>> weights;
  std::vector<std::vector<float>> gradients;
  to_result result{};
  int step = 0;

  explicit Run(const Setting &setting) {
    int32_t error;
    kernel = create(setting, &error);
    CHECK(kernel != nullptr && error == TO_CREATED);
    for (size_t k = 0; k < setting.lengths.size(); ++k) {
      weights.push_back(test::numbers(static_cast<size_t>(setting.lengths[k]), 10 + k));
      gradients.emplace_back(weights[k].size());
    }
    for (int i = 0; i < to_array_count(kernel.get()); ++i) {
      to_array array;
      to_array_at(kernel.get(), i, &array);
      if (array.kind != TO_ARRAY_V) continue;
      const std::vector<float> v(static_cast<size_t>(array.length), 0.0625f);
      to_write(kernel.get(), i, v.data());
    }
  }

  int32_t advance(double alpha = 0.01) {
    for (size_t k = 0; k < weights.size(); ++k) {
      gradients[k] = test::numbers(weights[k].size(), 100 + 7 * static_cast<uint64_t>(step) + k);
    }
    return repeat(alpha);
  }

  int32_t repeat(double alpha = 0.01) {
    for (size_t k = 0; k < weights.size(); ++k)
      to_tensors(kernel.get())[k] = {weights[k].data(), gradients[k].data()};
    const to_scalars scalars = {0.1, alpha, 0.2, 0.9, 1e-8, 1.5, 1.25, 0.01, 0.999};
    return to_step(kernel.get(), &scalars, step++ == 0, 1, &result);
  }

  std::vector<float> everything() const {
    std::vector<float> all;
    for (const auto &w : weights) all.insert(all.end(), w.begin(), w.end());
    for (int i = 0; i < to_array_count(kernel.get()); ++i) {
      to_array array;
      to_array_at(kernel.get(), i, &array);
      const size_t at = all.size();
      all.resize(at + static_cast<size_t>(array.length));
      to_read(kernel.get(), i, all.data() + at);
    }
    return all;
  }
};

void all_instruction_sets_and_threads_give_the_same_bits() {
  for (int estimator = TO_STOCHASTIC; estimator <= TO_FULL; ++estimator) {
    for (int settings = 0; settings < 3 * 8 * 2; ++settings) {
      Setting setting;
      // Full's A direct, and by corrections with a flush in the second and the third step.
      const bool other = settings >= 3 * 8;
      setting.bfloat16 = other && estimator != TO_FULL;
      setting.history = other && estimator == TO_FULL ? 2 : 0;
      setting.pending = setting.history / 2;
      setting.group = {estimator, settings / 8 % 3, settings & 1, settings >> 1 & 1, settings >> 2 & 1};
      // More than a thread takes for itself, and odd ends.
      setting.lengths = estimator == TO_FULL ? std::vector<int>{207, 0, 113}
                                             : std::vector<int>{70001, 0, 1, 1025, 33};
      setting.limits = {0.9, 50, 60};
      std::vector<float> expected;
      to_result result{};
      for (int isa : test::isas()) {
        for (int threads : {1, 2, 3}) {
          setting.isa = isa;
          setting.threads = threads;
          Run run(setting);
          for (int t = 0; t < 3; ++t) CHECK(run.advance(0.001) == TO_DONE);
          if (expected.empty()) {
            expected = run.everything();
            result = run.result;
          }
          CHECK(test::same_bits(run.everything(), expected));
          CHECK(run.result.gain == result.gain);
          CHECK(run.result.error_squares == result.error_squares);
        }
      }
    }
  }
}

void diagonal_steps_agree_with_double_precision() {
  for (int n : test::sizes()) {
    for (int isa : test::isas()) {
      Setting setting;
      setting.group = {TO_DIAGONAL, TO_MEAN_OF_SQUARES, 0, 1, 0};
      setting.lengths = std::vector<int>{n};
      setting.isa = isa;
      Run run(setting);
      const size_t size = static_cast<size_t>(n);
      std::vector<double> w(run.weights[0].begin(), run.weights[0].end());
      std::vector<double> a(size), b(size), s(size);
      for (int t = 0; t < 20; ++t) {
        CHECK(run.advance(0.5) == TO_DONE);
        for (size_t i = 0; i < size; ++i) {
          const double g = run.gradients[0][i] + 0.01 * w[i];
          const double r = a[i] * w[i] + b[i] - g;
          a[i] -= 0.5 / (1 + w[i] * w[i]) * r * w[i];
          b[i] -= 0.2 * r;
          s[i] = 0.9 * s[i] + 0.1 * g * g;
          w[i] = 0.999 * w[i] - 0.1 * (a[i] * w[i] + b[i]) / (1.5 * sqrt(s[i]) + 1e-8);
        }
      }
      // Twenty steps of a dozen roundings each, relative to numbers of order 1.
      for (size_t i = 0; i < size; ++i) CHECK(fabs(run.weights[0][i] - w[i]) < 2e-4);
    }
  }
}

void a_gradient_that_is_not_finite_changes_nothing() {
  for (int threads : {1, 2}) {
    Setting setting;
    setting.group = {TO_DIAGONAL, TO_SUM_OF_SQUARES, 0, 0, 0};
    setting.lengths = std::vector<int>{0, 3, 100000, 5};
    setting.isa = test::isas().back();
    setting.threads = threads;
    Run run(setting);
    CHECK(run.advance() == TO_DONE);
    const auto before = run.everything();
    run.gradients[3][1] = NAN;
    run.gradients[2][77777] = INFINITY;
    run.gradients[2][99999] = NAN;
    CHECK(run.repeat() == TO_NON_FINITE);
    CHECK(run.result.slot == 2 && run.result.element == 77777);
    CHECK(test::same_bits(run.everything(), before));
  }
}

void a_gain_of_two_changes_nothing_where_it_is_refused() {
  for (int estimator : {TO_DIAGONAL, TO_RANK_ONE, TO_FULL}) {
    Setting setting;
    setting.group = {estimator, TO_NO_SCALING, 0, 0, 0};
    setting.lengths = std::vector<int>{207};
    setting.fail_on_gain = true;
    Run run(setting);
    CHECK(run.advance(1e-3) == TO_DONE);
    CHECK(run.result.gain < 2);
    const auto before = run.everything();
    CHECK(run.advance(1e3) == TO_UNSTABLE_GAIN);
    CHECK(run.result.gain >= 2);
    CHECK(test::same_bits(run.everything(), before));
  }
}

void the_estimate_of_a_reported_step_can_be_read() {
  Setting setting;
  setting.group = {TO_STOCHASTIC, TO_NO_SCALING, 0, 0, 0};
  setting.lengths = std::vector<int>{1025};
  setting.limits.clip_value = 0.5;
  Run run(setting);
  CHECK(run.advance() == TO_DONE);
  std::vector<float> estimate(1025);
  to_read_estimate(run.kernel.get(), 0, estimate.data());
  double squares = 0;
  for (float x : estimate) squares += static_cast<double>(x) * x;
  CHECK(squares > 0 && fabs(squares - run.result.estimate_squares) < 1e-9 * squares);
  CHECK(run.result.error_squares == 0);
}

void what_cannot_be_created_says_why() {
  int32_t error = TO_CREATED;
  Setting setting;
  setting.group = {TO_FULL, TO_NO_SCALING, 0, 0, 0};
  setting.lengths = std::vector<int>{1 << 23};  // A of 256 TiB
  CHECK(create(setting, &error) == nullptr && error == TO_OUT_OF_MEMORY);
  setting.lengths = std::vector<int>{5};
  setting.isa = TO_ISA_COUNT;
  CHECK(create(setting, &error) == nullptr && error == TO_ISA_MISSING);
  setting.isa = TO_BASELINE;
  setting.pending = 1;  // without a history
  CHECK(create(setting, &error) == nullptr && error == TO_BAD_PLAN);
  setting.pending = 0;
  setting.group.estimator = 99;
  CHECK(create(setting, &error) == nullptr && error == TO_BAD_PLAN);
}

}  // namespace

int main() {
  all_instruction_sets_and_threads_give_the_same_bits();
  diagonal_steps_agree_with_double_precision();
  a_gradient_that_is_not_finite_changes_nothing();
  a_gain_of_two_changes_nothing_where_it_is_refused();
  the_estimate_of_a_reported_step_can_be_read();
  what_cannot_be_created_says_why();
  return 0;
}
